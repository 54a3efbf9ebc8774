import Testing

@testable import maquette

@Suite struct ProgressBarTests {
  let bar = ProgressBar(label: "painting", total: 25)

  @Test func showsCountAndTimeLeft() {
    #expect(
      bar.line(done: 5, elapsed: .seconds(2), width: 60)
        == "painting [######··························]  5/25 ETA 8.0 s")
  }

  @Test func showsTimeTakenAtTheEnd() {
    #expect(
      bar.line(done: 25, elapsed: .seconds(75), width: 40)
        == "painting [##############] 25/25 in 1:15")
  }

  @Test func showsNoTimeBeforeTheFirstStep() {
    #expect(bar.plainLine(done: 0, elapsed: .seconds(3)) == "painting: 0/25 ")
  }

  /// Steps of an earlier run cost nothing now: five of ten took two seconds here.
  @Test func stepsOfAnEarlierRunSayNothingOfTheTimeLeft() {
    var bar = bar
    bar.kept = 5
    #expect(bar.plainLine(done: 5, elapsed: .seconds(1)) == "painting: 5/25 ")
    #expect(bar.plainLine(done: 10, elapsed: .seconds(2)) == "painting: 10/25 ETA 6.0 s")
  }

  @Test(arguments: [1, 20, 21, 30, 31, 60, 61, 80, 200])
  func leavesTheLastColumnFree(width: Int) {
    for done in 0...25 {
      #expect(bar.line(done: done, elapsed: .seconds(7), width: width).count < width)
    }
  }

  @Test(arguments: [
    (Duration.milliseconds(40), "0.0 s"), (.milliseconds(449), "0.4 s"),
    (.milliseconds(9949), "9.9 s"),
    (.milliseconds(9950), "10 s"), (.milliseconds(59_400), "59 s"), (.milliseconds(59_600), "1:00"),
    (.seconds(185), "3:05"), (.seconds(3723), "1:02:03"),
  ])
  func writesDurations(duration: Duration, text: String) {
    #expect(ProgressBar.clock(duration) == text)
  }
}

@Suite struct ProgressTests {
  /// Tells of ten steps that take a second each and returns what was put.
  private func tell(_ manner: Progress.Manner) -> [String] {
    var told: [String] = []
    var clock = ContinuousClock.now
    var progress = Progress(
      ProgressBar(label: "painting", total: 10), manner: manner, put: { told.append($0) },
      now: { clock })
    for step in 1...10 {
      clock += .seconds(1)
      progress.advance(to: step)
    }
    return told
  }

  @Test func logsALineEveryFewSeconds() {
    #expect(
      tell(.lines) == [
        "painting: 1/10 ETA 9.0 s\n", "painting: 6/10 ETA 4.0 s\n", "painting: 10/10 in 10 s\n",
      ])
  }

  @Test func drawsTheBarOverItselfAndEndsItsLine() {
    let told = tell(.bar(width: 60))
    #expect(told.count == 11)
    #expect(told.allSatisfy { $0.hasPrefix("\rpainting [") })
    #expect(told.filter { $0.hasSuffix("\n") }.count == 1)
    #expect(told.last?.hasSuffix("\n") == true)
  }

  @Test func stepsThatAreKeptAreNotTimed() {
    var told: [String] = []
    var clock = ContinuousClock.now
    var progress = Progress(
      ProgressBar(label: "painting", total: 10), manner: .lines, put: { told.append($0) },
      now: { clock })
    for step in 1...4 { progress.advance(to: step, isKept: true) }
    for step in 5...10 {
      clock += .seconds(6)
      progress.advance(to: step)
    }
    #expect(told.dropFirst().first == "painting: 5/10 ETA 30 s\n", "\(told)")
  }

  @Test func isSilentWhenAsked() {
    #expect(tell(.silent).isEmpty)
  }
}
