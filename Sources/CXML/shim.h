#ifndef MAQUETTE_CXML_SHIM_H
#define MAQUETTE_CXML_SHIM_H

// Where libxml2 is built with ICU, its headers bring in ICU's, which cannot meet the copy inside
// Foundation. Nothing here needs the one field of a struct that this hides.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

/// The version of the headers; the loaded library's own is a global, which Swift takes for unsafe.
static inline const char *cxml_version(void) { return LIBXML_DOTTED_VERSION; }

/// How many bytes of the text the parser has taken.
static inline long cxml_offset(xmlParserCtxtPtr parser) { return xmlByteConsumed(parser); }

#endif
