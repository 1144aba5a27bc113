import Testing

@testable import PlimsollNumerics

@Suite struct ControlGroupTests {
  private static func limits(_ files: [String: String]) -> ControlGroup {
    ControlGroup { files[$0] }
  }

  @Test func theTightestOfTheGroupsAroundIsTaken() {
    let limits = Self.limits([
      "/proc/self/cgroup": "1:cpu:/other\n0::/a/b\n",
      "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/a/b/memory.max": "4096\n",
      "/sys/fs/cgroup/a/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/a/memory.max": "1024\n",
      "/sys/fs/cgroup/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/other/memory.max": "1\n",
    ])
    #expect(limits.cores == 1.5)
    #expect(limits.memory == 1024)
  }

  /// Inside a container the group is the root of what can be seen.
  @Test(arguments: ["0::/\n", ""]) func aContainer(group: String) {
    let limits = Self.limits([
      "/proc/self/cgroup": group, "/sys/fs/cgroup/cpu.max": "50000 100000",
      "/sys/fs/cgroup/memory.max": "max",
    ])
    #expect(limits.cores == 0.5)
    #expect(limits.memory == nil)
  }

  @Test func noLimits() {
    let limits = Self.limits([:])
    #expect(limits.cores == nil)
    #expect(limits.memory == nil)
  }
}
