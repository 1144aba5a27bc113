/// Whether two numbers agree to a relative tolerance, or to an absolute one where it is wider.
func isClose(
  _ found: Double, _ expected: Double, _ relative: Double, absolute: Double = 0
) -> Bool {
  found == expected || abs(found - expected) <= max(relative * abs(expected), absolute)
}
