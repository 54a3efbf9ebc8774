public import Layouts

/// The page that shows a folder of attention maps: a contact sheet a phrase, and links to everything.
///
/// Nothing runs in it, and nothing is fetched but the pictures beside it.
public struct AttentionPage: Sendable {
  /// What is shown of one phrase.
  public struct Phrase: Sendable {
    /// The phrase.
    public var text: String
    /// What is said of it.
    public var words: String
    /// Its sheets, by their names beside the page.
    public var sheets: [String]

    /// Creates what is shown of a phrase.
    public init(text: String, words: String, sheets: [String]) {
      self.text = text
      self.words = words
      self.sheets = sheets
    }
  }

  private let layout: Layout
  private let prompt: String
  private let facts: [(name: String, value: String)]
  private let phrases: [Phrase]
  private let picture: String

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - layout: the layout that was painted.
  ///   - prompt: what the denoiser was told.
  ///   - facts: what else is told above the phrases.
  ///   - phrases: the phrases.
  ///   - picture: the name of the picture beside the page.
  public init(
    _ layout: Layout, prompt: String, facts: [(name: String, value: String)], phrases: [Phrase],
    picture: String
  ) {
    self.layout = layout
    self.prompt = prompt
    self.facts = facts
    self.phrases = phrases
    self.picture = picture
  }

  /// The text of the page.
  public func text() -> String {
    var page = XMLText()
    page.raw("<!DOCTYPE html>\n")
    page.open("html", [("lang", layout.language ?? "en")])
    page.open("head")
    page.leaf("meta", [("charset", "utf-8")])
    page.leaf(
      "meta",
      [
        ("http-equiv", "Content-Security-Policy"),
        ("content", "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"),
      ])
    page.leaf("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
    page.element("title", [], "Attention: \(prompt)")
    page.raw("<style>\n\(Self.style)</style>\n")
    page.close("head")
    page.open("body")
    page.element("h1", [("dir", "auto")], prompt)
    page.leaf("img", [("src", picture), ("alt", "the picture"), ("class", "picture")])
    page.open("dl")
    for fact in facts {
      page.element("dt", [], fact.name)
      page.element("dd", [("dir", "auto")], fact.value)
    }
    page.close("dl")
    for phrase in phrases {
      page.element("h2", [("dir", "auto")], phrase.text)
      page.element("p", [("dir", "auto")], phrase.words)
      for sheet in phrase.sheets {
        page.leaf(
          "img", [("src", sheet), ("alt", "attention to \(phrase.text), step by step")])
      }
    }
    page.open("p")
    page.raw("Every map and overlay: <a href=\"index.json\">index.json</a>\n")
    page.close("p")
    page.close("body")
    page.close("html")
    return page.text
  }

  private static let style = """
    :root { color-scheme: dark; }
    body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 90rem; background: #16161a;
      color: #e9e9ec; line-height: 1.5; font-family: system-ui, "Noto Sans", sans-serif; }
    h1 { font-size: 1.35rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.1rem; margin: 2rem 0 0; }
    a { color: #9ecbff; }
    img { max-width: 100%; height: auto; display: block; }
    .picture { min-width: 12rem; image-rendering: pixelated; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
    dt { color: #a3a6ad; }
    dd { margin: 0; overflow-wrap: anywhere; }

    """
}
