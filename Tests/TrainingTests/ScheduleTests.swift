import Foundation
import Testing
import Training

@Suite struct LearningRateScheduleTests {
  @Test func theRateGrowsAlongALineAndThenFalls() {
    let schedule = LearningRateSchedule(peak: 2, warmup: 4, shape: .linear, final: 0.25)
    #expect((0..<4).map { schedule.rate(at: $0, of: 13) } == [0.5, 1, 1.5, 2])
    #expect(schedule.rate(at: 4, of: 13) == 2)
    #expect(abs(schedule.rate(at: 8, of: 13) - 1.25) < 1e-12)
    #expect(abs(schedule.rate(at: 12, of: 13) - 0.5) < 1e-12)
  }

  @Test func aCosineIsHalfWayDownInTheMiddle() {
    let schedule = LearningRateSchedule(peak: 1, warmup: 0, shape: .cosine, final: 0)
    #expect(schedule.rate(at: 0, of: 101) == 1)
    #expect(abs(schedule.rate(at: 50, of: 101) - 0.5) < 1e-12)
    #expect(abs(schedule.rate(at: 25, of: 101) - (1 + cos(Double.pi / 4)) / 2) < 1e-12)
    #expect(abs(schedule.rate(at: 100, of: 101)) < 1e-12)
  }

  @Test func aConstantRateStaysBeyondTheEnd() {
    let schedule = LearningRateSchedule(peak: 3, warmup: 1, shape: .constant, final: 0)
    #expect(schedule.rate(at: 0, of: 10) == 3)
    #expect(schedule.rate(at: 500, of: 10) == 3)
  }
}
