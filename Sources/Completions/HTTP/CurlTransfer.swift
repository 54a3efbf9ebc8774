import CCurl
import Foundation

/// One request on its way through libcurl, used by one thread only.
///
/// A class, since libcurl's callbacks get its address.
final class CurlTransfer {
  private let request: HTTPRequest
  private let timeouts: Timeouts
  private let limit: Int
  private let isCancelled: () -> Bool
  private let receive: (HTTPEvent) -> Void

  private var head: HTTPHead?
  private var isHeadSent = false
  private var byteCount = 0
  private var lastByte: ContinuousClock.Instant?
  private var failure: TransportFailure?

  /// How long libcurl may wait before the clock and the cancellation are looked at, in milliseconds.
  private static let patience: Int32 = 50

  init(
    _ request: HTTPRequest, timeouts: Timeouts, limit: Int, isCancelled: @escaping () -> Bool,
    receive: @escaping (HTTPEvent) -> Void
  ) {
    self.request = request
    self.timeouts = timeouts
    self.limit = limit
    self.isCancelled = isCancelled
    self.receive = receive
  }

  /// `curl_global_init` is not to be run by two threads at once; a static value is made only once.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Sends the request and reports what comes until the answer ends or the request is cancelled.
  func run(proxy: String?, certificates: String?) throws(TransportFailure) {
    guard Self.isReady, let handle = curl_easy_init(), let multi = curl_multi_init() else {
      throw .unreachable(request.url, reason: "libcurl can't be started")
    }
    var headers: UnsafeMutablePointer<curl_slist>?
    defer {
      curl_multi_remove_handle(multi, handle)
      curl_easy_cleanup(handle)
      curl_multi_cleanup(multi)
      curl_slist_free_all(headers)
    }
    // Without the empty Expect, servers that don't know it keep longer bodies waiting for a second.
    for line in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
      headers = curl_slist_append(headers, line)
    }
    configure(handle, headers: headers, proxy: proxy, certificates: certificates)
    curl_multi_add_handle(multi, handle)
    let code = try drive(multi)
    if let failure { throw failure }
    guard code == CURLE_OK else { throw reason(of: code) }
    sendHead()
  }

  // MARK: - Setting up

  private func configure(
    _ handle: UnsafeMutableRawPointer, headers: UnsafeMutablePointer<curl_slist>?, proxy: String?,
    certificates: String?
  ) {
    ccurl_set_string(handle, CURLOPT_URL, request.url)
    ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
    ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(timeouts.connect * 1000))
    ccurl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "")
    if let proxy { ccurl_set_string(handle, CURLOPT_PROXY, proxy) }
    if let certificates { ccurl_set_string(handle, CURLOPT_CAINFO, certificates) }
    if request.method == "POST" {
      ccurl_set_long(handle, CURLOPT_POST, 1)
      ccurl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(request.body.utf8.count))
      ccurl_set_string(handle, CURLOPT_COPYPOSTFIELDS, request.body)
    }
    let context = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    ccurl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      CurlTransfer.at(context)?.receiveHeader(bytes, size * count)
      return size * count
    }
    ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    ccurl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      // Another number than the given one ends the transfer.
      CurlTransfer.at(context)?.receiveBody(bytes, size * count) == true ? size * count : 0
    }
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  // MARK: - Waiting

  /// Lets libcurl work until the transfer ends, and watches the clock.
  private func drive(_ multi: UnsafeMutableRawPointer) throws(TransportFailure) -> CURLcode {
    let start = ContinuousClock.now
    var running: Int32 = 1
    while true {
      curl_multi_perform(multi, &running)
      var rest: Int32 = 0
      while let message = curl_multi_info_read(multi, &rest) {
        if message.pointee.msg == CURLMSG_DONE { return ccurl_result(message) }
      }
      guard running > 0 else { return CURLE_OK }
      if isCancelled() { return CURLE_OK }
      try checkClock(start)
      curl_multi_poll(multi, nil, 0, Self.patience, nil)
    }
  }

  private func checkClock(_ start: ContinuousClock.Instant) throws(TransportFailure) {
    let now = ContinuousClock.now
    func check(
      _ limit: Double?, since instant: ContinuousClock.Instant, _ wait: TransportFailure.Wait
    )
      throws(TransportFailure)
    {
      guard let limit, now - instant > .seconds(limit) else { return }
      throw .timedOut(request.url, wait, seconds: limit)
    }
    try check(timeouts.total, since: start, .end)
    if let lastByte {
      try check(timeouts.idle, since: lastByte, .nextByte)
    } else {
      try check(timeouts.firstByte, since: start, .firstByte)
    }
  }

  // MARK: - Receiving

  private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) {
    let text = Self.text(bytes, count).trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("HTTP/") {
      // A proxy's or a "100 Continue" head may stand before the real one.
      let fields = text.split(separator: " ")
      head = HTTPHead(status: fields.count > 1 ? Int(fields[1]) ?? 0 : 0)
    } else if let colon = text.firstIndex(of: ":") {
      let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      head?.headers.append(HTTPRequest.Header(String(text[..<colon]), value))
    }
  }

  private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Bool {
    sendHead()
    lastByte = .now
    byteCount += count
    guard byteCount <= limit else {
      failure = .tooLong(request.url, limit: limit)
      return false
    }
    receive(.body(Self.bytes(bytes, count)))
    return !isCancelled()
  }

  private func sendHead() {
    guard !isHeadSent, let head else { return }
    isHeadSent = true
    receive(.head(head))
  }

  private static func bytes(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
    UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count).map(UInt8.init(bitPattern:))
  }

  private static func text(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> String {
    String(decoding: Self.bytes(bytes, count), as: UTF8.self)
  }

  // MARK: - Failing

  private func reason(of code: CURLcode) -> TransportFailure {
    let words = String(cString: curl_easy_strerror(code))
    switch code {
    // An answer without a status line, which libcurl takes for HTTP/0.9: the address was checked.
    case CURLE_UNSUPPORTED_PROTOCOL where Endpoint.isWeb(request.url): return .notHTTP(request.url)
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
      return .badAddress(request.url, reason: words)
    case CURLE_OPERATION_TIMEDOUT:
      return .timedOut(request.url, .connection, seconds: timeouts.connect)
    case _ where head != nil:
      return .broken(request.url, reason: words)
    default:
      return .unreachable(request.url, reason: words)
    }
  }
}
