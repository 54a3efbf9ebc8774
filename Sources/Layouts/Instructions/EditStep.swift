/// One step of an instruction that changes a layout: "move the cat left of the dog".
package struct EditStep: Hashable, Sendable {
  /// What is to be done.
  package enum Action: Hashable, Sendable {
    /// Objects go elsewhere.
    case move(ObjectReference, EditPlace)
    /// Things come.
    case add([NounPhrase], EditPlace?)
    /// Objects go away.
    case remove(ObjectReference)
    /// The picture must not show something.
    case exclude([NounPhrase])
    /// Objects become larger or smaller.
    case resize(ObjectReference, EditSize)
    /// Objects become another thing.
    case replace(ObjectReference, NounPhrase)
    /// Objects get other looks.
    case describe(ObjectReference, [String])
    /// Objects get something that belongs to them: "with a red collar".
    case equip(ObjectReference, String)
    /// Objects come a second time.
    case duplicate(ObjectReference)
    /// There are to be so many of a kind; nil stands for what was mentioned last.
    case count(NounPhrase?, Int)
    /// Two objects change places.
    case swap(ObjectReference, ObjectReference)
    /// Objects turn, in degrees clockwise.
    case turn(ObjectReference, Double)
    /// Objects form a figure or share an edge.
    case align(ObjectReference, Alignment)
    /// Objects come before or go behind the others.
    case restack(ObjectReference, Depth)
    /// Something about what surrounds the objects.
    case surround(Surroundings)
  }

  /// How objects are lined up.
  package enum Alignment: Hashable, Sendable {
    /// Side by side, one above the other, or around an empty middle.
    case formation(SceneGraph.Formation)
    /// Their edges, or their middles, on one line.
    case edge(SceneGraph.Place)
    /// Their middles at one height.
    case level
  }

  /// Where objects go in the order from back to front.
  package enum Depth: Hashable, Sendable {
    case front, back, forward, backward
  }

  /// A change of what surrounds the objects.
  package enum Surroundings: Hashable, Sendable {
    /// They are another place: "a beach at sunset".
    case place(String)
    /// The time or the weather is another one, or something is added: "at night", "with fog".
    case circumstance(String)
    /// A part of them, or all, looks otherwise: the sky is stormy.
    case look(part: String?, words: [String])
    /// The picture is of another kind: "an oil painting".
    case style(String)
  }

  /// What is to be done.
  package var action: Action
  /// The words that say so.
  package var source: SourceRange
}

/// Objects that an instruction speaks of.
package struct ObjectReference: Hashable, Sendable {
  /// Which of several objects of a name are meant.
  package enum Pick: Hashable, Sendable {
    /// The one that there is: "the apple".
    case one
    /// Every one: "the apples", "all cats".
    case all
    /// So many of them: "two of the apples".
    case some(Int)
    /// The n-th from the left or, below zero, from the right.
    case ordinal(Int)
    /// The one that lies or is most so: "the left apple", "the biggest dog"; with the word.
    case extreme(Extreme, String)
    /// Those that were not spoken of last: "the other dog".
    case other
  }

  /// What tells one object from others of its name.
  package enum Extreme: Hashable, Sendable {
    case place(SceneGraph.Place)
    case biggest, smallest
  }

  /// One part of a list.
  package enum Item: Hashable, Sendable {
    /// A noun phrase, and what says where the objects are: "the cat on the chair".
    case phrase(NounPhrase, Pick, at: [EditPlace])
    /// "It", "them".
    case pronoun(String, Pick, SourceRange)
    /// "Everything".
    case everything
  }

  /// The parts of the list.
  package var items: [Item]
  /// The words.
  package var source: SourceRange
}

/// Where an instruction puts things.
package struct EditPlace: Hashable, Sendable {
  /// How far something moves.
  package enum Amount: Hashable, Sendable {
    case little, usual, much
    /// As far as the canvas goes.
    case all
    case pixels(Double)
    /// A share of the canvas.
    case share(Double)
  }

  /// A relation to other objects.
  package struct Relation: Hashable, Sendable {
    /// How it lies.
    package var kind: SceneGraph.Kind
    /// To what.
    package var landmarks: ObjectReference
    /// The place in words, when it is one of the surroundings and no object: "a beach".
    package var scenery: String?
  }

  /// A move along the axes.
  package struct Shift: Hashable, Sendable {
    /// Left or right, up or down.
    package var directions: Set<SceneGraph.Place>
    /// How far.
    package var amount: Amount
  }

  /// What it lies by.
  package var relations: [Relation] = []
  /// The parts of the canvas.
  package var places: Set<SceneGraph.Place> = []
  /// Whether it goes into a corner, of whichever sides.
  package var isCorner = false
  /// The figure that several of them form.
  package var formation: SceneGraph.Formation?
  /// Which way it moves from where it is.
  package var shift: Shift?
  /// What it comes nearer to, or further from.
  package var approach: Approach?
  /// The words that say so.
  package var source: SourceRange

  /// A move toward other objects, or away from them.
  package struct Approach: Hashable, Sendable {
    /// The other objects.
    package var landmarks: ObjectReference
    /// Whether it goes away from them.
    package var isAway: Bool
    /// How far.
    package var amount: Amount
  }

  /// Creates a place that says nothing yet.
  package init(source: SourceRange) { self.source = source }
}

/// How an instruction changes sizes.
package enum EditSize: Hashable, Sendable {
  /// Which sides.
  package enum Side: Hashable, Sendable {
    case both, width, height
  }

  /// Times a factor; an exact one is what the words state, and not a habit of ours.
  case factor(Double, Side, isExact: Bool)
  /// So many pixels more or less.
  case pixels(Double, Side)
  /// To sides in pixels; nil keeps the shape.
  case sides(width: Double?, height: Double?)
  /// Until it compares so with other objects.
  case compared(SceneGraph.Kind, ObjectReference)
}
