internal import CXML
internal import Layouts

/// Builds the tree from the events of libxml2's parser.
///
/// The parser calls C functions with a pointer to this object, hence a class; it lives for one parse.
final class XMLBuilder {
  private let bytes: [UInt8]
  private var places: XMLPlaces
  private var open: [XMLElement] = []
  private var root: XMLElement?
  private var elementCount = 0
  private var refusal: XMLTree.Failure?
  private var parser: xmlParserCtxtPtr?

  private static let isReady: Void = xmlInitParser()

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    places = XMLPlaces(bytes)
  }

  /// Runs the parser over the whole text.
  func parse() throws(XMLTree.Failure) -> XMLElement {
    Self.isReady
    guard !bytes.isEmpty else { throw XMLTree.Failure(message: "expected XML, found no text") }
    let failure = bytes.withUnsafeBytes { run($0) }
    if let failure = refusal ?? failure { throw failure }
    guard let root else { throw XMLTree.Failure(message: "expected an element, found none") }
    return root
  }

  private func run(_ buffer: UnsafeRawBufferPointer) -> XMLTree.Failure? {
    let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard let parser = xmlCreateMemoryParserCtxt(start, Int32(buffer.count)) else {
      return XMLTree.Failure(message: "expected XML, found no text")
    }
    defer {
      self.parser = nil
      if let document = parser.pointee.myDoc { xmlFreeDoc(document) }
      xmlFreeParserCtxt(parser)
    }
    self.parser = parser
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue | XML_PARSE_IGNORE_ENC.rawValue
      | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
    xmlCtxtUseOptions(parser, Int32(options))
    // Only the five entities of XML itself are ever known here: all declarations are refused. Without
    // this an ampersand in an attribute would arrive as the reference `&#38;`.
    parser.pointee.replaceEntities = 1
    parser.pointee.sax.pointee = Self.handlers
    parser.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    let status = xmlParseDocument(parser)
    guard status != 0 || parser.pointee.wellFormed == 0 else { return nil }
    return failure(of: parser.pointee.lastError)
  }

  /// The parser's own reason, with its place.
  private func failure(of error: xmlError) -> XMLTree.Failure {
    let reason = error.message.map { String(cString: $0) } ?? "not well-formed XML"
    let words = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
    let line = max(Int(error.line), 1)
    let column = max(Int(error.int2), 1)
    var start = 0
    var current = 1
    while current < line, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      (start, current) = (end + 1, current + 1)
    }
    let offset = min(start + column - 1, bytes.count)
    return XMLTree.Failure(
      message: "expected well-formed XML, found: \(words)",
      source: SourceRange(offset: offset, length: 0, line: line, column: column))
  }
}

// MARK: - Events

extension XMLBuilder {
  /// What the parser calls: old-style events, whose cost does not grow with declared namespaces.
  private static var handlers: xmlSAXHandler {
    var handlers = xmlSAXHandler()
    handlers.startElement = { context, name, attributes in
      guard let name else { return }
      XMLBuilder.from(context)?.start(name, attributes)
    }
    handlers.endElement = { context, _ in XMLBuilder.from(context)?.end() }
    handlers.characters = { context, text, count in
      XMLBuilder.from(context)?.append(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    handlers.ignorableWhitespace = handlers.characters
    handlers.entityDecl = { context, _, _, _, _, _ in
      XMLBuilder.from(context)?.refuse("entities of its own, which are not expanded")
    }
    handlers.unparsedEntityDecl = { context, _, _, _, _ in
      XMLBuilder.from(context)?.refuse("entities of its own, which are not expanded")
    }
    handlers.attributeDecl = { context, _, _, _, _, _, tree in
      if let tree { xmlFreeEnumeration(tree) }
      XMLBuilder.from(context)?.refuse("attribute defaults, which are not applied")
    }
    return handlers
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> XMLBuilder? {
    context.map { Unmanaged<XMLBuilder>.fromOpaque($0).takeUnretainedValue() }
  }

  private func start(
    _ name: UnsafePointer<xmlChar>,
    _ pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard refusal == nil else { return }
    var count = 0
    while let pairs, pairs[2 * count] != nil { count += 1 }
    // An array that grows keeps room for as much again, in each of a million elements.
    var attributes: [XMLElement.Attribute] = []
    attributes.reserveCapacity(count)
    for place in 0..<count {
      guard let key = pairs?[2 * place] else { break }
      let value = pairs?[2 * place + 1].map { String(cString: $0) } ?? ""
      attributes.append(XMLElement.Attribute(name: String(cString: key), value: value))
    }
    let source = tagPlace()
    elementCount += 1
    guard open.count < XMLTree.depthLimit else {
      return stop("expected at most \(XMLTree.depthLimit) elements inside each other", source)
    }
    guard elementCount <= XMLTree.elementLimit else {
      return stop("expected at most \(XMLTree.elementLimit) elements, found more", source)
    }
    var element = XMLElement(name: String(cString: name), attributes: attributes, source: source)
    element.textBefore = UInt32(clamping: open.last?.text.utf8.count ?? 0)
    open.append(element)
  }

  private func end() {
    guard refusal == nil, let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private func append(_ text: UnsafeBufferPointer<xmlChar>) {
    guard refusal == nil, !open.isEmpty else { return }
    open[open.count - 1].text += String(decoding: text, as: UTF8.self)
  }

  /// The start tag that the parser has just read, up to its closing bracket.
  private func tagPlace() -> SourceRange {
    var end = parser.map { min(max(cxml_offset($0), 0), bytes.count) } ?? 0
    var start = max(end - 1, 0)
    // No `<` stands inside a tag: attribute values must escape it.
    while start > 0, bytes[start] != UInt8(ascii: "<") { start -= 1 }
    while end < bytes.count, bytes[end - 1] != UInt8(ascii: ">") { end += 1 }
    return places.advance(to: start..<max(start, end))
  }

  private func refuse(_ found: String) {
    guard refusal == nil else { return }
    let offset = parser.map { min(max(cxml_offset($0), 0), bytes.count) } ?? 0
    stop(
      "expected a document without declarations of its own, found \(found)",
      places.advance(to: offset..<offset))
  }

  private func stop(_ message: String, _ source: SourceRange) {
    guard refusal == nil else { return }
    refusal = XMLTree.Failure(message: message, source: source)
    if let parser { xmlStopParser(parser) }
  }
}
