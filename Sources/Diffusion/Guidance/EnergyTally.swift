internal import Tensors

/// Adds up a loss by terms.
struct EnergyTally {
  private struct Key: Hashable {
    let name: String
    let phrase: Int?
  }

  private(set) var loss = Tensor([], [0])
  private var terms: [EnergyValue.Term] = []
  private var places: [Key: Int] = [:]

  /// Adds a share of the loss to the term of a name and a phrase.
  mutating func add(_ share: Tensor, _ name: String, phrase: Int?) {
    let share = share.reshaped([])
    loss = loss + share
    let place = places[Key(name: name, phrase: phrase), default: terms.count]
    let value = (place < terms.count ? terms[place].value : 0) + share.scalar
    let term = EnergyValue.Term(name, phrase: phrase, value: value)
    if place < terms.count {
      terms[place] = term
    } else {
      terms.append(term)
      places[Key(name: name, phrase: phrase)] = place
    }
  }

  /// The sum.
  var value: EnergyValue { EnergyValue(loss: loss, terms: terms) }
}

extension EnergyValue {
  /// The energy of maps that hold something that is not a finite number.
  static let undefined = EnergyValue(
    loss: Tensor([], [.nan]), terms: [Term("attention", value: .nan)])
}
