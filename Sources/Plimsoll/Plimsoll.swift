@_exported public import PlimsollClearing
@_exported public import PlimsollMargin
@_exported public import PlimsollMarket
@_exported public import PlimsollNumerics
@_exported public import PlimsollScenarios
