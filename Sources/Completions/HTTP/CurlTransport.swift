import CCurl
import Foundation
import Synchronization

/// The transport over libcurl.
///
/// Each request has a thread of its own, which waits on the connection and looks at the clock and at
/// cancellation several times a second. Proxies are taken from the environment as curl does
/// (`HTTPS_PROXY`, `NO_PROXY`, …) unless one is given.
public struct CurlTransport: HTTPTransport {
  /// The most bytes that an answer may have; the longest real ones are a hundredth of that.
  public static let bodyLimit = 32 << 20

  /// The proxy's address; the environment's when nil, none when empty.
  public var proxy: String?
  /// A file of certificates to trust instead of the system's.
  public var certificates: String?

  /// Creates a transport.
  public init(proxy: String? = nil, certificates: String? = nil) {
    self.proxy = proxy
    self.certificates = certificates
  }

  /// Sends a request on a thread of its own.
  public func events(for request: HTTPRequest, timeouts: Timeouts) -> AsyncThrowingStream<
    HTTPEvent, any Error
  > {
    AsyncThrowingStream { continuation in
      let isCancelled = CancellationFlag()
      continuation.onTermination = { _ in isCancelled.set() }
      let transport = self
      Thread.detachNewThread {
        let transfer = CurlTransfer(
          request, timeouts: timeouts, limit: Self.bodyLimit,
          isCancelled: { isCancelled.isSet }, receive: { continuation.yield($0) })
        do throws(TransportFailure) {
          try transfer.run(proxy: transport.proxy, certificates: transport.certificates)
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
    }
  }
}

/// A flag that two threads share.
private final class CancellationFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  var isSet: Bool { flag.load(ordering: .relaxed) }

  func set() { flag.store(true, ordering: .relaxed) }
}
