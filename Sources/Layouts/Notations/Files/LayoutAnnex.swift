/// What a layout says about the whole picture, as an object for files that tolerate keys of our own.
extension Layout {
  /// The texts that are not empty, the provenance and the unknown keys.
  var annex: JSONObject {
    var annex = JSONObject().with("caption", caption).with("language", language ?? "")
      .with("background", background).with("negative", negative)
    if !provenance.isEmpty { annex["provenance"] = .object(provenance) }
    if !extras.isEmpty { annex["extras"] = .object(extras) }
    return annex
  }

  /// Takes over what an annex says.
  mutating func read(annex field: JSONField) throws(ParseFailure) {
    caption = try field.text("caption")
    language = try field.present("language")?.string()
    background = try field.text("background")
    negative = try field.text("negative")
    provenance = try field.present("provenance")?.object() ?? JSONObject()
    extras = try field.present("extras")?.object() ?? JSONObject()
  }
}
