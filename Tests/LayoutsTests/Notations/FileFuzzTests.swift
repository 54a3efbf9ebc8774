import Layouts
import TestSupport
import Testing

/// Damaged files before the readers of other tools' files: nothing crashes, hangs or grows.
@Suite struct FileFuzzTests {
  @Test(arguments: Fuzzing.chosen(Notations.files.map(\.name)))
  func damagedFiles(name: String) throws {
    let notation = try #require(Notations.files.first { $0.name == name })
    var fuzzing = Fuzzing(FuzzReader(notation, damage: JSONDamage.apply))
    fuzzing.run(seconds: Fuzzing.seconds)
    #expect(fuzzing.complaints == [])
    #expect(fuzzing.readCount > 0 && fuzzing.readCount < fuzzing.count)
    if let resident = Fuzzing.residentBytes { #expect(resident < 4 << 30) }
  }
}
