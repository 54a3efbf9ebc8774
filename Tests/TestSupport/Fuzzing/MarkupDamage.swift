/// What can befall markup that stays nearly well-formed: values of attributes change, tags multiply.
public enum MarkupDamage {
  private static let values = [
    "", "0", "-1", "1e308", "1e-320", "NaN", "inf", "65537", "50%", "1mm", "3em", "none", "0 0 0 0",
    "rotate(45)", "matrix(0 0 0 0 0 0)", "matrix(1e200 0 0 1e200 0 0)", "skewX(90)", "scale(0)",
    "translate(", "M0 0A1 1 0 0 0 0 0z", "M1 1L1 1L1 1z", "M0 0C1e300 0 0 1e300 1 1z",
    "m0 0h1v1h-1z", "#a", "url(#a)", "display:none", "transform:rotate(30deg)",
    "transform:translate(10px, 5%) scale(2)", "visibility:hidden", "&#0;", "&lt;", "é", "😀",
  ]

  private static let elements = [
    "<g>", "</g>", "<svg viewBox='0 0 1 1'>", "<use href='#a'/>", "<g id='a'><use href='#a'/></g>",
    "<rect id='a' width='1e308' height='1e308' x='1e308'/>", "<style>rect{display:none}</style>",
    "<style>.a.b > c:hover, * { transform: rotate(1turn) } @import url(x);</style>",
    "<!DOCTYPE svg>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!-- -- -->", "<![CDATA[ ]]>", "<?x y?>",
    "<ellipse rx='0' ry='1'/>", "<path d='M0 0'/>", "<text>x</text>",
    "<symbol id='a'><rect/></symbol>",
    "<box label='a' xtl='0' ytl='0' xbr='1' ybr='1' rotation='1e300'/>", "<polygon points=''/>",
    "<object><name>a</name><bndbox/></object>",
    "<mask rle='1,2' left='0' top='0' width='1' height='1'/>",
  ]

  /// Damages a document.
  public static func apply(to bytes: inout [UInt8], using random: inout SplitMix64) {
    let quotes = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\"") }
    let tags = bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }
    switch Int.random(in: 0..<5, using: &random) {
    case 0...2 where quotes.count > 1:
      let place = 2 * Int.random(in: 0..<quotes.count / 2, using: &random)
      let value = values.randomElement(using: &random) ?? ""
      bytes.replaceSubrange(quotes[place] + 1..<quotes[place + 1], with: value.utf8)
    case 3 where tags.count > 1:
      let from = Int.random(in: 0..<tags.count, using: &random)
      let to = Int.random(in: from..<tags.count, using: &random)
      let part = Array(bytes[tags[from]..<tags[to]])
      bytes.insert(contentsOf: part, at: tags.randomElement(using: &random) ?? 0)
    default:
      let count = Int.random(in: 0..<10, using: &random) == 0 ? 300 : 1
      let element = elements.randomElement(using: &random) ?? ""
      bytes.insert(
        contentsOf: String(repeating: element, count: count).utf8,
        at: tags.randomElement(using: &random) ?? bytes.count)
    }
  }
}
