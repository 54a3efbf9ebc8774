import Diffusion
import Testing

@Suite("Scheduled sampling")
struct GroundingScheduleTests {
  /// What GLIGEN's `alpha_generator` gives for (steps, [full, falling, rest]).
  @Test func fallsAsTheReferenceDoes() throws {
    #expect(
      try GroundingSchedule(full: 0.3, falling: 0.4).scales(steps: 10)
        == [1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0, 0])
    #expect(
      try GroundingSchedule(full: 0.7, falling: 0.3).scales(steps: 10)
        == [1, 1, 1, 1, 1, 1, 1, 2 / 3, 1 / 3, 0])
    #expect(try GroundingSchedule(full: 0.5, falling: 0).scales(steps: 3) == [1, 0, 0])
  }

  @Test func betaTurnsItOnForTheFirstSteps() throws {
    let scales = try GroundingSchedule(beta: 0.4).scales(steps: 50)
    #expect(scales == Array(repeating: 1, count: 20) + Array(repeating: 0, count: 30))
    #expect(try GroundingSchedule(beta: 1).scales(steps: 3) == [1, 1, 1])
    #expect(try GroundingSchedule(beta: 0).scales(steps: 3) == [0, 0, 0])
    #expect(try GroundingSchedule(beta: 0.3).scales(steps: 0) == [])
  }

  @Test(
    arguments: [(-0.1, 0), (0.8, 0.3), (.nan, 0), (0, .nan), (.infinity, 0)] as [(Double, Double)])
  func refusesImpossibleShares(full: Double, falling: Double) {
    #expect(throws: GroundingScheduleError.self) {
      try GroundingSchedule(full: full, falling: falling)
    }
  }
}
