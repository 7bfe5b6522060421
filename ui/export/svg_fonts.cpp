#include "ui/export/svg_fonts.h"

#include <hb-subset.h>

#include <QFont>
#include <QMap>
#include <QRawFont>
#include <QString>
#include <QXmlStreamReader>
#include <memory>
#include <tuple>
#include <vector>

namespace skewscope::ui {
namespace {

template <auto Destroy>
struct Destroyer {
  template <typename T>
  void operator()(T* object) const {
    Destroy(object);
  }
};
using Blob = std::unique_ptr<hb_blob_t, Destroyer<hb_blob_destroy>>;
using Face = std::unique_ptr<hb_face_t, Destroyer<hb_face_destroy>>;
using Subset = std::unique_ptr<hb_subset_input_t, Destroyer<hb_subset_input_destroy>>;

/// What tells one font of a drawing from another.
struct FontKey {
  QString family;
  int weight = QFont::Normal;
  bool italic = false;
  bool operator<(const FontKey& other) const {
    return std::tie(family, weight, italic) < std::tie(other.family, other.weight, other.italic);
  }
};

/// The characters that a drawing shows in each of its fonts.
QMap<FontKey, QString> usedFonts(const QByteArray& svg) {
  QMap<FontKey, QString> used;
  std::vector<FontKey> open(1);  // of the elements that are open, outermost first
  QXmlStreamReader xml(svg);
  bool inText = false;
  while (!xml.atEnd()) {
    switch (xml.readNext()) {
      case QXmlStreamReader::StartElement: {
        FontKey key = open.back();
        const auto attributes = xml.attributes();
        if (attributes.hasAttribute(QLatin1String("font-family")))
          key.family = attributes.value(QLatin1String("font-family")).toString();
        if (attributes.hasAttribute(QLatin1String("font-weight")))
          key.weight = attributes.value(QLatin1String("font-weight")).toInt();
        if (attributes.hasAttribute(QLatin1String("font-style")))
          key.italic = attributes.value(QLatin1String("font-style")) != QLatin1String("normal");
        open.push_back(key);
        inText = inText || xml.name() == QLatin1String("text");
        break;
      }
      case QXmlStreamReader::EndElement:
        if (xml.name() == QLatin1String("text")) inText = false;
        open.pop_back();
        break;
      case QXmlStreamReader::Characters:
        if (inText && !xml.text().trimmed().isEmpty()) used[open.back()] += xml.text();
        break;
      default:
        break;
    }
  }
  return used;
}

hb_blob_t* tableOf(hb_face_t*, hb_tag_t tag, void* font) {
  char name[5] = {};
  hb_tag_to_string(tag, name);
  const QByteArray table = static_cast<const QRawFont*>(font)->fontTable(name);
  return hb_blob_create(table.constData(), static_cast<unsigned>(table.size()), HB_MEMORY_MODE_DUPLICATE,
                        nullptr, nullptr);
}

/// fsType, the ninth number of OS/2, without its "restricted" bit.
bool mayBeEmbedded(const QRawFont& font) {
  const QByteArray os2 = font.fontTable("OS/2");
  return os2.size() < 10 || (static_cast<unsigned char>(os2[9]) & 0x0FU) != 0x02U;
}

/// An OpenType font of the glyphs that `letters` need; empty where there is none.
QByteArray subsetOf(const QRawFont& font, const QString& letters) {
  if (!font.isValid() || !mayBeEmbedded(font)) return {};
  const Face face(hb_face_create_for_tables(tableOf, const_cast<QRawFont*>(&font), nullptr));
  const Subset input(hb_subset_input_create_or_fail());
  if (!input) return {};
  for (const char32_t letter : letters.toStdU32String())
    hb_set_add(hb_subset_input_unicode_set(input.get()), letter);
  const Face small(hb_subset_or_fail(face.get(), input.get()));
  if (!small) return {};
  const Blob blob(hb_face_reference_blob(small.get()));
  unsigned size = 0;
  const char* data = hb_blob_get_data(blob.get(), &size);
  return {data, static_cast<qsizetype>(size)};
}

QByteArray fontFace(const FontKey& key, const QString& letters) {
  QFont wanted(key.family);
  wanted.setWeight(static_cast<QFont::Weight>(key.weight));
  wanted.setItalic(key.italic);
  wanted.setStyleStrategy(QFont::NoFontMerging);
  const QRawFont font = QRawFont::fromFont(wanted);
  const QByteArray small = subsetOf(font, letters);
  // Under another family's name a viewer would find the wrong letters.
  if (small.isEmpty() || font.familyName().compare(key.family, Qt::CaseInsensitive) != 0) return {};
  const bool truetype = font.fontTable("CFF ").isEmpty() && font.fontTable("CFF2").isEmpty();
  return "@font-face { font-family: \"" + key.family.toHtmlEscaped().toUtf8() +
         "\"; font-weight: " + QByteArray::number(key.weight) +
         "; font-style: " + (key.italic ? "italic" : "normal") + "; src: url(\"data:font/" +
         (truetype ? "ttf" : "otf") + ";base64," + small.toBase64() + "\"); }\n";
}

}  // namespace

QByteArray withFontFallback(const QByteArray& svg) {
  static constexpr char kStart[] = "font-family=\"";
  QByteArray out;
  qsizetype from = 0;
  for (;;) {
    const qsizetype start = svg.indexOf(kStart, from);
    const qsizetype end =
        start < 0 ? -1 : svg.indexOf('"', start + static_cast<qsizetype>(sizeof kStart) - 1);
    if (end < 0) break;
    out += svg.mid(from, end - from) + ", Helvetica, Arial, sans-serif";
    from = end;
  }
  return out + svg.mid(from);
}

QByteArray withFonts(const QByteArray& svg) {
  QByteArray faces;
  const auto used = usedFonts(svg);
  for (auto each = used.begin(); each != used.end(); ++each) faces += fontFace(each.key(), each.value());
  QByteArray out = withFontFallback(svg);
  if (faces.isEmpty()) return out;
  const qsizetype defs = out.indexOf("<defs>");
  if (defs < 0) return out;
  return out.insert(defs + 6, "<style type=\"text/css\">\n" + faces + "</style>\n");
}

}  // namespace skewscope::ui
