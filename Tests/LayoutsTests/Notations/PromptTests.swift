import Layouts
import Testing

/// The two prompts behind a layout, whatever notation its objects are written in.
@Suite struct PromptTests {
  private static let layouts = [
    ("css-boxes", "cat {width: 100px; height: 120px; left: 10px; top: 20px}"),
    ("css-blobs", "cat {major-radius: 9px; minor-radius: 8px; cx: 10px; cy: 20px; angle: 0}"),
    ("list", "a cat: x=10, y=20, width=100, height=120 px"),
    ("loose-json", #"[{"name": "a cat", "xywh": [10, 20, 100, 120], "unit": "px"}]"#),
    ("lmd", "⟦ignored-text|So:⟧\n[('a cat', [10, 20, 100, 120])]"),
  ]

  /// Where the reference's parser refuses the text, what is written around a prompt is none of it.
  @Test(arguments: [
    ("⟦name-decoration|\"a room\"⟧", "a room"),
    ("⟦name-decoration|'a child's room'⟧", "a child's room"),
    ("⟦name-decoration|'a child\\'s \"room\"'⟧", "a child's \"room\""),
    ("⟦name-decoration|“a room”⟧", "a room"), ("⟦name-decoration|*a room*⟧", "a room"),
    ("⟦name-decoration|**\"a room\"**⟧", "a room"), ("⟦name-decoration|`a room`⟧", "a room"),
    ("⟦placeholder|none⟧", ""), ("⟦placeholder|N/A⟧", ""), ("⟦placeholder|\"\"⟧", ""),
    ("⟦placeholder|*none*⟧", ""), ("⟦placeholder|[]⟧", ""),
    ("⟦placeholder|なし⟧", ""), ("⟦placeholder|нет⟧", ""), ("⟦placeholder|Aucun.⟧", ""),
    ("⟦placeholder|无（标题没有排除任何内容）⟧", ""), ("⟦placeholder|Keine⟧", ""),
    ("⟦placeholder|None (the caption excludes nothing)⟧", ""),
    ("⟦placeholder|No specific negative prompt needed.⟧", ""),
    ("⟦placeholder|Not specified⟧", ""), ("⟦placeholder|undefined,⟧", ""),
    ("⟦name-decoration|'dogs',⟧", "dogs"), ("⟦name-decoration|\"dogs\".⟧", "dogs"),
    ("no people", "no people"), ("nothing but sand", "nothing but sand"),
    ("not a single cloud", "not a single cloud"), ("dogs (any)", "dogs (any)"),
    ("⟦bracket-style|['dogs', 'cats']⟧", "dogs, cats"),
    ("\"Stop\" on a \"sign\"", "\"Stop\" on a \"sign\""), ("'dogs', 'cats'", "'dogs', 'cats'"),
    ("*dogs* and *cats*", "*dogs* and *cats*"), ("dogs [any] of [them]", "dogs [any] of [them]"),
    ("a 6\" ruler", "a 6\" ruler"),
  ])
  func whatIsWrittenAroundAPrompt(written: String, prompt: String) throws {
    // Beside JSON a list is one more value.
    let isList = written.contains("|[")
    for (name, layout) in Self.layouts where name != "loose-json" || !isList {
      let notation = try #require(Notations.named(name))
      let read = try expectFindings(
        "\(layout)\nBackground prompt: a room\nNegative prompt: \(written)", by: notation)
      #expect(read.negative == prompt, "\(name)")
    }
  }

  /// Marks of the label end with it, and the marks with which a model ends its turn belong to no prompt.
  @Test(arguments: [
    "⟦label-spelling|_Background prompt:_⟧ a room\n⟦label-spelling|_Negative prompt_:⟧ dogs",
    "⟦label-spelling|**Background prompt:**⟧ a room\n⟦label-spelling|- **Negative prompt:**⟧ dogs",
    "⟦label-spelling|background_prompt =⟧ ⟦name-decoration|'a room'⟧\n"
      + "⟦label-spelling|negative_prompt =⟧ ⟦name-decoration|'dogs'⟧",
    "Background prompt: a room\nNegative prompt: dogs⟦ignored-text|<|eot_id|>⟧",
    "⟦label-spelling|背景提示：⟧ a room\n⟦label-spelling|负面提示词：⟧ dogs",
    "⟦label-spelling|**배경:**⟧ a room\n⟦label-spelling|부정 프롬프트:⟧ dogs",
    "⟦label-spelling|الخلفية:⟧ a room\n⟦label-spelling|الموجه السلبي:⟧ dogs",
    "⟦label-spelling|Arrière-plan :⟧ a room\n⟦label-spelling|Prompt négatif :⟧ dogs",
    "⟦label-spelling|Tło:⟧ a room\n⟦label-spelling|Negatywny prompt:⟧ dogs",
    "⟦label-spelling|BG prompt:⟧ a room\n⟦label-spelling|Neg prompt:⟧ dogs",
    "⟦label-spelling|Background\\_prompt:⟧ a room\n⟦label-spelling|Avoid:⟧ dogs",
    "⟦label-spelling|Background prompt —⟧ a room\n⟦label-spelling|Negative prompt -⟧ dogs",
    "⟦label-spelling|The background prompt is:⟧ a room\n⟦label-spelling|Negative prompt is:⟧ dogs",
    "⟦label-spelling|<background_prompt>⟧a room⟦ignored-text|</background_prompt>⟧\n"
      + "⟦label-spelling|<negative>⟧\ndogs\n⟦ignored-text|</negative>⟧",
    "⟦label-spelling|ФОН:⟧ a room\n⟦label-spelling|Негативный промпт:⟧ dogs",
  ])
  func labels(prompts: String) throws {
    for (name, layout) in Self.layouts {
      let notation = try #require(Notations.named(name))
      // Only LMD's own list insists on a spelling.
      let marked = MarkedText("\(layout)\n\(prompts)")
      let read = try notation.parse(marked.text, canvas: .standard).layout
      #expect(read.background == "a room", "\(name): \(marked.text)")
      #expect(read.negative == "dogs", "\(name): \(marked.text)")
      if name == "lmd" { try expectFindings("\(layout)\n\(prompts)", by: notation) }
    }
  }

  /// Words under keys stand for an empty prompt as they do behind labels.
  @Test(arguments: ["none", "N/A", "-"])
  func placeholdersUnderKeys(word: String) throws {
    let objects = #"[{"name": "a cat", "xywh": [10, 20, 100, 120], "unit": "px"}]"#
    let layout = try expectFindings(
      #"{"objects": \#(objects), "background": "a room", "negative": ⟦placeholder|"\#(word)"⟧}"#,
      by: LooseJSONNotation())
    #expect(layout.negative == "")
  }

  /// What the reference accepts it reads to the letter; a person is told of what looks otherwise.
  @Test(arguments: [
    ("⟦placeholder|(none)⟧", "(none)"), ("⟦placeholder|None (said)⟧", "None (said)"),
    ("⟦placeholder|[]⟧", "[]"), ("⟦placeholder|None⟧", ""),
    ("⟦bracket-style|['dogs', 'cats']⟧", "['dogs', 'cats']"),
    ("⟦name-decoration|\"dogs\"⟧", "\"dogs\""), ("⟦name-decoration|*dogs*⟧", "*dogs*"),
    ("dogs⟦trailing-text|<|eot_id|>⟧", "dogs<|eot_id|>"),
    ("\n\n⟦trailing-text|Note: the cat is small.⟧", "Note: the cat is small."),
    ("\n⟦trailing-text|Note: the cat is small.⟧", "Note: the cat is small."),
    ("\n\n⟦trailing-text|Caption: three pigs⟧", "Caption: three pigs"), ("\ndogs", "dogs"),
  ])
  func promptsReadToTheLetter(written: String, prompt: String) throws {
    let layout = try expectFindings(
      "Objects: [('a cat', [10, 20, 100, 120])]\nBackground prompt: a room\n"
        + "Negative prompt: \(written)", by: LMDNotation())
    #expect(layout.background == "a room")
    #expect(layout.negative == prompt)
  }

  /// A prompt that would lose its own marks is printed between others.
  @Test(arguments: [
    "\"Stop\"", "*", "'a' and \"b\"", "*a room*", "dogs</s>", "['a']", "“a”", "none",
  ])
  func promptsWithMarksAreKept(prompt: String) throws {
    for notation in [CSSBoxNotation(), ListNotation()] as [any Notation] {
      let box = Box(x: 10, y: 20, width: 300, height: 120)
      let printed = notation.print(
        Layout(background: prompt, objects: [LayoutObject(name: "a cat", box: box)]))
      let again = try notation.parse(printed.text, canvas: .standard).layout
      #expect(again.background == prompt || !printed.losses.isEmpty, "\(printed.text)")
      let isLost = prompt == "none" || prompt == "dogs</s>"
      #expect(printed.losses.isEmpty != isLost, "\(printed.text)")
    }
  }

  @Test(arguments: [
    "There are no specific objects in this caption.", "No objects.",
    "No distinct foreground objects",
    "There are no objects to place.",
  ])
  func textsThatNameNoObjects(text: String) throws {
    let parsed = try AutomaticNotation().parse(
      "\(text)\nBackground prompt: a lot\nNegative prompt: cars", canvas: .standard)
    #expect(parsed.layout == Layout(background: "a lot", negative: "cars"))
    #expect(parsed.findings.contains { $0.rule == "no-objects" })
  }
}
