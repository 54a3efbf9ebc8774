import Foundation
import Testing

@testable import maquette

@Suite struct PathPatternTests {
  @Test(arguments: [
    ("*.json", ["a.json", "b.c.json"], ["a.jsonl", "d/a.json", ".a.json"]),
    ("**/*.json", ["a.json", "d/a.json", "d/e/a.json"], ["d/.e/a.json", "json"]),
    ("runs/**", ["runs/a", "runs/b/c"], ["runs", "run/a"]),
    ("a/**/b/**/c", ["a/b/c", "a/x/b/y/z/c", "a/b/b/c"], ["a/c", "a/b", "b/c"]),
    (
      "l?yout-[0-9][!a].txt", ["layout-1b.txt", "lXyout-92.txt"], ["layout-1a.txt", "lyout-1b.txt"]
    ),
    ("{a,b{1,2}}.css", ["a.css", "b1.css", "b2.css"], ["b.css", "c.css"]),
    ("\\*.txt", ["*.txt"], ["a.txt"]),
    (".hidden/*", [".hidden/a"], ["hidden/a"]),
    ("a[", ["a["], ["a"]),
    ("{a}", ["{a}"], ["a"]),
  ])
  func matchesWholePaths(pattern: String, fitting: [String], others: [String]) {
    let pattern = PathPattern(pattern)
    for path in fitting { #expect(pattern.matches(path), "\(pattern.text) \(path)") }
    for path in others { #expect(!pattern.matches(path), "\(pattern.text) \(path)") }
  }

  /// A pattern that makes naive matchers go back exponentially often.
  @Test func stopsInReasonableTime() {
    let pattern = PathPattern(String(repeating: "a*", count: 30) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 200)))
    let deep = PathPattern(String(repeating: "**/", count: 12) + "b")
    #expect(!deep.matches(Array(repeating: "a", count: 40).joined(separator: "/")))
  }

  @Test func findsFilesInOrder() throws {
    let program = try Program()
    for name in ["b.json", "a.json", "deep/er/c.json", "deep/.git/d.json", "x.txt"] {
      try program.write("", to: name)
    }
    let root = program.folder.path
    let found = PathPattern(root + "/**/*.json").files().map { String($0.dropFirst(root.count)) }
    #expect(found == ["/a.json", "/b.json", "/deep/er/c.json"])
    let named = PathPattern(root + "/{b,x,y}.*").files().map { String($0.dropFirst(root.count)) }
    #expect(named == ["/b.json", "/x.txt"])
  }
}
