import Foundation
import Layouts

/// Mends files in place, or shows what mending them would change.
struct FixPass {
  private let options: FixOptions
  private let console: Console
  private let arguments: [String]
  private let section: CheckSettings
  private let notation: any Notation
  private let canvas: Canvas
  private let caption: Caption?
  private let tokens: ModelTokens?
  private let rules: RuleBook

  /// What was done, or would be.
  struct Outcome {
    /// How many findings were mended.
    var mended = 0
    /// The files that changed.
    var files: [String] = []
    /// What was read from standard input, after mending.
    var standardInput: String?
  }

  /// Reads the settings.
  ///
  /// - Throws: a `Failure` for wrong settings.
  init(command: CheckCommand, console: Console) throws {
    let settings = try Settings()
    self.console = console
    options = command.fixOptions
    arguments = command.files
    section = settings.check
    notation = command.notationOption.chosen
    canvas = try settings.resolve(Settings.canvas, flag: command.canvas) ?? .standard
    caption = command.caption.map { Caption($0) }
    tokens = try ModelTokens.find(settings.resolve(Settings.model, flag: command.model))
    rules = try RuleBook(
      select: CheckPass.names(command.select), ignore: CheckPass.names(command.ignore),
      settings: section)
  }

  /// Mends all files; each is written as soon as it is done, in one step.
  func run() throws -> Outcome {
    var outcome = Outcome()
    var search = FileSearch(excluded: section.exclude, root: section.folder)
    for file in search.files(arguments) where file.fault == nil {
      guard let (before, isRows) = text(of: file) else { continue }
      var mended = 0
      let after = try mend(before, path: file.path, isRows: isRows, mended: &mended)
      let isChanged = !after.utf8.elementsEqual(before.utf8)
      if file.path == "-" { outcome.standardInput = after }
      guard isChanged else { continue }
      outcome.mended += mended
      outcome.files.append(file.path)
      if options.diff {
        let name = file.path == "-" ? "standard input" : file.path
        try console.write(UnifiedDiff(name: name, old: before, new: after).text)
      } else if file.path != "-" {
        try OutputFile(file.path).write(Data(after.utf8))
      }
    }
    if !options.diff, let text = outcome.standardInput { try console.write(Array(text.utf8)) }
    return outcome
  }

  /// What is wrong in a text that came from standard input.
  func findings(in text: String) throws -> [Finding] {
    let rules = try rules.rules(for: "-")
    return LayoutDocument(text, notation: notation, canvas: canvas).entries.flatMap { entry in
      switch entry.reading {
      case .success(let parsed):
        let own = parsed.layout.caption.isEmpty ? entry.caption.map { Caption($0) } : nil
        let reading = parsed.findings.filter { $0.severity > .note }
        return rules.check(
          parsed.layout, caption: caption ?? own, tokens: tokens, places: parsed.places,
          reading: reading
        ).findings
      case .failure(let failure): return [failure.finding]
      }
    }
  }

  /// The text of a file, or nil where checking it will say that it can't be read.
  private func text(of file: FileSearch.Found) -> (text: String, isRows: Bool)? {
    guard let reader = try? ByteReader(file.path),
      let isRows = try? LayoutChecker.holdsRows(file.path, reader),
      let bytes = try? reader.rest(limit: isRows ? Self.byteLimit : LayoutChecker.byteLimit)
    else { return nil }
    return String(validating: bytes, as: UTF8.self).map { ($0, isRows) }
  }

  /// The largest file that is mended; it is held in memory as a whole.
  private static let byteLimit = 1 << 30

  /// Mends a text, or each row of it.
  private func mend(
    _ text: String, path: String, isRows: Bool, mended: inout Int
  ) throws -> String {
    let means = MendedText.Means(
      options.manner, rules: try rules.rules(for: path), caption: caption, tokens: tokens)
    guard isRows else {
      return mend(text, path: path, row: nil, means: means, mended: &mended)
    }
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count)
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if number > 0 { output.append(UInt8(ascii: "\n")) }
      let isReturn = line.last == UInt8(ascii: "\r")
      let row = isReturn ? line.dropLast() : line
      if row.contains(where: { $0 > UInt8(ascii: " ") }), row.count <= LayoutChecker.byteLimit {
        output +=
          mend(
            String(Substring(row)), path: path, row: number + 1, means: means, mended: &mended
          ).utf8
      } else {
        output += row
      }
      if isReturn { output.append(UInt8(ascii: "\r")) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func mend(
    _ text: String, path: String, row: Int?, means: MendedText.Means, mended: inout Int
  ) -> String {
    let document = MendedDocument(
      text, notation: notation.beside(path), canvas: canvas, means: means, isRow: row != nil
    ) { NotationCatalog.named($0) }
    mended += document.applied.count
    let name = path == "-" ? "standard input" : path
    for failure in document.failures {
      console.say("\(row.map { "\(name):\($0)" } ?? name): \(failure)")
    }
    return document.text
  }
}

extension FixPass.Outcome {
  /// What was done, in a sentence.
  ///
  /// - Parameters:
  ///   - options: what was asked for.
  ///   - left: how many findings are left, where that was found out.
  /// - Returns: the sentence, without a full stop.
  func sentence(_ options: FixOptions, left: Int?) -> String {
    func counted(_ count: Int, _ word: String) -> String {
      "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    let rest = left.map { ", \($0) left" } ?? ""
    let places = counted(files.count, "file")
    if options.fit != nil {
      return "\(options.diff ? "would fit" : "fitted") the layouts of \(places)\(rest)"
    }
    let verb = options.diff ? "would fix" : "fixed"
    return "\(verb) \(counted(mended, "finding")) in \(places)\(rest)"
  }
}
