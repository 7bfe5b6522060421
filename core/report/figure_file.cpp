#include "core/report/figure_file.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/report/json_text.h"

namespace skewscope::report {
namespace {

using nlohmann::json;

constexpr std::string_view kPngStart("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kPngKey("skewscope:origin\0", 17);
constexpr std::string_view kOpen = "<skewscope:origin", kClose = "</skewscope:origin>";
constexpr std::string_view kNamespace = "xmlns:skewscope=\"https://skewscope.github.io/ns/figure/1\"";
constexpr std::size_t kMostOrigin = 4 << 20;  // bytes of JSON

std::string inXml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

/// Programs that pass a file on may write quotes as entities.
std::string fromXml(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&quot;", '"'}, {"&#34;", '"'}, {"&apos;", '\''}, {"&#39;", '\''},
      {"&lt;", '<'},   {"&gt;", '>'},  {"&amp;", '&'}};
  std::string out;
  while (!text.empty()) {
    bool replaced = false;
    for (const auto& [entity, sign] : kEntities) {
      if (text.substr(0, entity.size()) != entity) continue;
      out += sign;
      text.remove_prefix(entity.size());
      replaced = true;
      break;
    }
    if (replaced) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::uint32_t bigEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t k = 0; k < 4; ++k) value = value << 8 | static_cast<unsigned char>(bytes[k]);
  return value;
}

std::string bigEndian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 255U);
  return bytes;
}

/// CRC-32 of ISO 3309, as PNG chunks end in it.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? 0xedb88320U ^ crc >> 1 : crc >> 1;
  }
  return ~crc;
}

std::string originInPng(std::string_view file) {
  std::size_t at = kPngStart.size();
  while (file.size() >= 12 && at <= file.size() - 12) {
    const std::size_t length = bigEndian(file.substr(at, 4));
    if (length > file.size() - at - 12) return {};
    const std::string_view type = file.substr(at + 4, 4), data = file.substr(at + 8, length);
    if (type == "tEXt" && length <= kMostOrigin && data.substr(0, kPngKey.size()) == kPngKey)
      return std::string(data.substr(kPngKey.size()));
    if (type == "IEND") return {};
    at += 12 + length;
  }
  return {};
}

std::string originInXml(std::string_view file) {
  const std::size_t open = file.find(kOpen);
  if (open == std::string_view::npos) return {};
  const std::size_t begin = file.find('>', open);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = file.find(kClose, begin);
  if (end == std::string_view::npos || end - begin > kMostOrigin) return {};
  return fromXml(file.substr(begin + 1, end - begin - 1));
}

}  // namespace

std::string originJson(const FigureOrigin& origin, const FigureSpec* spec) {
  json made;
  made["program"] = origin.program;
  if (!origin.runs.empty()) {
    json runs = json::array();
    for (const FigureOrigin::Run& run : origin.runs) {
      runs.push_back({{"id", run.id},
                      {"name", run.name},
                      {"spec_hash", run.specHash},
                      {"data_digest", run.dataDigest},
                      {"engine", run.engine}});
    }
    made["runs"] = std::move(runs);
  }
  if (!origin.experiment.empty()) made["experiment"] = origin.experiment;
  if (!origin.settings.empty()) made["settings"] = json::parse(origin.settings, nullptr, false);
  if (made.contains("settings") && made["settings"].is_discarded()) made.erase("settings");
  if (!origin.note.empty()) made["note"] = origin.note;
  if (spec != nullptr) made["figure"] = json::parse(toJson(*spec));
  return jsonForXml(made);
}

std::string xmpPacket(const std::string& title, const std::string& program, const std::string& origin) {
  std::string out = "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n";
  out += "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n";
  out += "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n";
  out +=
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" ";
  out.append(kNamespace).append(">\n");
  out += "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" + inXml(title) +
         "</rdf:li></rdf:Alt></dc:title>\n";
  out += "<xmp:CreatorTool>" + inXml(program) + "</xmp:CreatorTool>\n";
  out.append(kOpen).append(">").append(origin).append(kClose);
  out += "\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";
  return out;
}

std::string svgWithOrigin(const std::string& svg, const std::string& origin) {
  const std::size_t end = svg.rfind("</svg>");
  if (end == std::string::npos) throw Error(ErrorKind::Internal, "There is no end of an SVG drawing.");
  std::string out = svg.substr(0, end);
  out.append("<metadata>").append(kOpen).append(" ").append(kNamespace).append(">").append(origin);
  out.append(kClose).append("</metadata>\n").append(svg, end);
  return out;
}

std::string pngWithOrigin(const std::string& png, const std::string& origin) {
  constexpr std::size_t kHeader = 12 + 13;  // IHDR, which is first
  if (png.substr(0, kPngStart.size()) != kPngStart || png.size() < kPngStart.size() + kHeader)
    throw Error(ErrorKind::Internal, "There is no PNG to be written.");
  const std::string chunk = "tEXt" + std::string(kPngKey) + origin;
  std::string out = png.substr(0, kPngStart.size() + kHeader);
  out += bigEndian(static_cast<std::uint32_t>(chunk.size() - 4)) + chunk + bigEndian(crc32(chunk));
  out.append(png, kPngStart.size() + kHeader);
  return out;
}

std::string originIn(std::string_view file) {
  if (file.size() > kMostFigureFile) return {};
  return file.substr(0, kPngStart.size()) == kPngStart ? originInPng(file) : originInXml(file);
}

FigureSpec figureInFile(std::string_view file) {
  if (file.size() > kMostFigureFile)
    throw Error(ErrorKind::Usage, "The file is larger than any figure.", "Figures have up to 64 MiB.");
  if (const std::size_t first = file.find_first_not_of(" \t\r\n");
      first != std::string_view::npos && file[first] == '{')
    return figureFromJson(file);
  const std::string origin = originIn(file);
  if (origin.empty())
    throw Error(ErrorKind::Usage, "There is no figure of Skewscope in this file.",
                "PDF, SVG and PNG that it has exported carry theirs.");
  const json object = json::parse(origin, nullptr, false);
  if (!object.is_object()) throw Error(ErrorKind::Usage, "The figure in this file is damaged.");
  const auto found = object.find("figure");
  if (found == object.end())
    throw Error(ErrorKind::Usage, "This file carries the origin of its values, but no figure to be edited.",
                "Figures of a lab are not made from stored runs.");
  return figureFromJson(jsonForXml(*found));
}

}  // namespace skewscope::report
