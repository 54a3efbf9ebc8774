// Made by Fixtures/make/category_sizes.py from 738 rows; not edited by hand.

/// How large things are beside one another in photographs.
///
/// The figures are fitted to the boxes of NSR-1K's spatial training rows (LayoutGPT, MIT; the boxes
/// are COCO's, CC BY 4.0), drawn to the own estimates where there are few. They are one line a
/// category, and none of the rows.
enum MeasuredSizes {
  /// Width, height, the number of boxes and the noun.
  static let lines = """
    0.130 0.131 11: apple
    0.223 0.166 19: banana
    0.557 0.348 64: bed
    0.462 0.294 27: bench
    0.393 0.322 14: bicycle
    0.240 0.227 38: bird
    0.472 0.380 9: boat
    0.219 0.153 19: book
    0.099 0.189 33: bottle
    0.220 0.146 23: bowl
    0.244 0.216 21: cake
    0.364 0.242 69: car
    0.270 0.245 216: cat
    0.173 0.226 13: cell phone
    0.274 0.331 42: chair
    0.195 0.199 25: clock
    0.438 0.315 17: couch
    0.363 0.283 8: cow
    0.163 0.186 40: cup
    0.279 0.268 99: dog
    0.202 0.379 22: fire hydrant
    0.226 0.144 8: fork
    0.230 0.474 12: giraffe
    0.290 0.330 18: horse
    0.244 0.146 57: keyboard
    0.249 0.106 10: knife
    0.276 0.273 37: laptop
    0.306 0.209 19: microwave
    0.346 0.312 16: motorcycle
    0.093 0.104 41: mouse
    0.338 0.324 30: oven
    0.206 0.346 9: parking meter
    0.270 0.194 13: pizza
    0.247 0.270 14: potted plant
    0.374 0.530 39: refrigerator
    0.209 0.198 12: remote
    0.211 0.238 8: sheep
    0.248 0.290 14: stop sign
    0.348 0.268 20: suitcase
    0.204 0.221 23: teddy bear
    0.239 0.309 33: toilet
    0.689 0.338 20: train
    0.427 0.302 20: truck
    0.265 0.217 39: tv
    0.455 0.252 16: umbrella
    0.163 0.243 18: vase
    0.425 0.363 15: zebra
    """
}
