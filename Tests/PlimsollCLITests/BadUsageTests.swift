import Foundation
import Testing

/// Flags that make no sense get 64, what is absent 66, what cannot be written 73.
@Suite struct BadUsageTests {
  @Test(arguments: [
    "--level 0", "--level 1", "--level 1.5", "--level -1", "--level=-1", "--level nan",
    "--level high", "--level 0.99,1", "--level 0.99,", "--horizon 0d", "--horizon 0",
    "--horizon=-1d", "--horizon 3h", "--horizon 36h", "--horizon 1d,3h", "--horizon soon",
    "--method bootstrap", "--method historical,x", "--scenarios 0", "--scenarios=-5",
    "--scenarios 1.5", "--scenarios 2000000000", "--threads 0", "--threads=-1", "--seed=-1",
    "--volatility x", "--innovations x", "--correlation x", "--dependence x", "--format xml",
    "--as-of yesterday", "--mark BTC", "--mark BTC=0", "--mark BTC=nan", "--mark BTX=1",
    "--mark BTC=1 --mark BTC=2", "--duplicates first", "--frobnicate", "extra",
    "--method historical --volatility constant",
  ]) func riskFlags(flags: String) throws {
    let scratch = try ScratchBook()
    let before = try scratch.contents()
    try scratch.run(line: "risk desk -o out " + flags).expectRefusal(64)
    #expect(try scratch.contents() == before)
  }

  @Test(arguments: [
    "margin -o out", "margin desk", "margin desk -o out --rule shortfall,shortfall",
    "margin desk -o out --rule historical --correlation sample",
    "margin desk -o out --scenarios 0", "margin desk -o out --threads 0",
    "margin --prices desk/prices.csv -o out", "frobnicate", "calibrate -o m.json",
    "calibrate --prices desk/prices.csv", "calibrate --prices desk/prices.csv -o .",
    "calibrate --prices desk/prices.csv -o ..", "calibrate --prices desk/prices.csv -o out/",
    "calibrate --prices desk/prices.csv -o /", "simulate --model m.json --scenarios 10 -o out.txt",
    "simulate --model m.json --scenarios 0 -o out.csv", "simulate --model m.json -o out.csv",
    "simulate --model m.json --scenarios 10 --horizon 0d -o out.csv",
  ]) func otherVerbs(line: String) throws {
    let scratch = try ScratchBook()
    let before = try scratch.contents()
    try scratch.run(line: line).expectRefusal(64)
    #expect(try scratch.contents() == before)
  }

  @Test(arguments: ["--volatility constant", "--innovations normal", "--correlation sample"])
  func aModelAndChoicesForMakingOne(flags: String) throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    for verb in ["risk", "margin"] {
      let run = try scratch.run(line: "\(verb) desk --model m.json \(flags) -o out")
      run.expectRefusal(64, place: "a calibrated model is given together with choices")
    }
    #expect(try !scratch.contents().contains("out"))
  }

  @Test func simulatingHalfABar() throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    let before = try scratch.contents()
    try scratch.run(line: "simulate --model m.json --scenarios 5 --horizon 12h -o x.csv")
      .expectRefusal(64, place: "a horizon of 12h is not a whole number of bars of 1d")
    #expect(try scratch.contents() == before)
  }

  @Test(arguments: [
    ("margin nowhere -o out", "nowhere: no such book folder"),
    ("risk desk/prices.csv -o out", "desk/prices.csv: no such book folder"),
    ("risk desk --prices none.csv -o out", "none.csv: no such file"),
    ("margin desk --collateral none.csv -o out", "none.csv: no such file"),
    ("margin desk --model none.json -o out", "none.json: no such file"),
    ("margin desk --rule none.yaml -o out", "none.yaml: no such file"),
    ("margin desk --rule none -o out", "none: no such file"),
    ("risk desk --spec none.yaml -o out", "none.yaml: no such file"),
    ("calibrate --prices none.csv -o m.json", "none.csv: no such file"),
    ("calibrate --prices desk -o m.json", "desk: is a folder"),
    ("simulate --model none.json --scenarios 5 -o x.csv", "none.json: no such file"),
  ]) func whatIsAbsent(line: String, place: String) throws {
    let scratch = try ScratchBook()
    let before = try scratch.contents()
    try scratch.run(line: line).expectRefusal(66, place: place)
    #expect(try scratch.contents() == before)
  }

  @Test func aBookWithoutPositions() throws {
    let scratch = try ScratchBook(["positions.csv": nil])
    try scratch.run(line: "margin desk -o out")
      .expectRefusal(66, place: "desk/positions.csv: no such file")
    #expect(try !scratch.contents().contains("out"))
  }

  @Test(arguments: [
    "risk desk --method historical -o desk/prices.csv",
    "risk desk --method historical -o desk/prices.csv/out",
    "margin desk --rule historical -o desk/prices.csv/out/deep",
    "calibrate --prices desk/prices.csv -o desk/prices.csv/m.json",
    "calibrate --prices desk/prices.csv -o desk",
    "simulate --model m.json --scenarios 5 -o desk/prices.csv/x.npy",
    "demo -o desk/prices.csv/demo",
  ]) func whatCannotBeWritten(line: String) throws {
    let scratch = try ScratchBook()
    #expect(try scratch.run(line: "calibrate --prices desk/prices.csv -o m.json").status == 0)
    let before = try scratch.contents()
    let prices = try scratch.bytes("desk/prices.csv")
    let run = try scratch.run(line: line)
    run.expectRefusal(73, place: "cannot write ")
    #expect(run.errors.contains("desk"))
    #expect(try scratch.contents() == before)
    #expect(try scratch.bytes("desk/prices.csv") == prices)
  }
}
