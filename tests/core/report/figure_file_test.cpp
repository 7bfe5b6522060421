#include "core/report/figure_file.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"

namespace skewscope::report {
namespace {

FigureSpec figure() {
  FigureSpec spec;
  spec.runs = {"2f1c0d9e-8a7b-4c6d-9e0f-112233445566"};
  spec.title = "A < B & \"C\" > D </skewscope:origin>";
  return spec;
}

std::string origin() {
  const FigureSpec spec = figure();
  return originJson({"Skewscope 1", {{spec.runs[0], "run <1>", "5bec", "da7a", "1.0"}}, {}, {}, "a note"},
                    &spec);
}

std::string smallPng() {
  return "\x89PNG\r\n\x1a\n" + std::string("\0\0\0\x0dIHDR0123456789abcCRC_", 25) +
         std::string("\0\0\0\0IEND\xae\x42\x60\x82", 12);
}

TEST(FigureFile, EachKindOfFileGivesTheFigureBack) {
  const std::string pdf = "%PDF-1.4\nstream\n" + xmpPacket("A & <b>", "Skewscope 1", origin()) + "endstream";
  const std::string svg = svgWithOrigin("<svg>\n<g></g></svg>\n", origin());
  const std::string png = pngWithOrigin(smallPng(), origin());
  for (const std::string& file : {pdf, svg, png, toJson(figure()), "\n " + toJson(figure())})
    EXPECT_EQ(figureInFile(file), figure()) << file;
  EXPECT_EQ(originIn(pdf), origin());
  EXPECT_TRUE(svg.ends_with("</metadata>\n</svg>\n"));
  EXPECT_NE(pdf.find("A &amp; &lt;b&gt;"), std::string::npos);
}

TEST(FigureFile, QuotesMayHaveBecomeEntities) {
  std::string passedOn;
  for (const char c : origin()) {
    if (c == '"') {
      passedOn += "&quot;";
    } else {
      passedOn += c;
    }
  }
  EXPECT_EQ(figureInFile("<svg><metadata><skewscope:origin a='b'>" + passedOn + "</skewscope:origin>"),
            figure());
}

TEST(FigureFile, TheOriginNamesRunsAndData) {
  const auto json = nlohmann::json::parse(origin());
  EXPECT_EQ(json["program"], "Skewscope 1");
  EXPECT_EQ(json["runs"][0]["id"], figure().runs[0]);
  EXPECT_EQ(json["runs"][0]["name"], "run <1>");
  EXPECT_EQ(json["runs"][0]["spec_hash"], "5bec");
  EXPECT_EQ(json["runs"][0]["data_digest"], "da7a");
  EXPECT_EQ(json["note"], "a note");
  EXPECT_EQ(nlohmann::json::parse(originJson({"p", {}, "e", "{\"a\":1}", {}}, nullptr))["settings"]["a"], 1);
  EXPECT_FALSE(nlohmann::json::parse(originJson({"p", {}, "e", "{", {}}, nullptr)).contains("settings"));
}

TEST(FigureFile, FilesWithoutAFigureSayWhy) {
  const std::string png = pngWithOrigin(smallPng(), origin());
  std::string longer = png;
  longer[33] = '\x7f';  // length of the chunk with the origin
  for (const std::string& file :
       {std::string(), std::string("text"), std::string("%PDF-1.4"), std::string("<skewscope:origin"),
        std::string("<skewscope:origin>"), std::string("<skewscope:origin>nothing</skewscope:origin>"),
        smallPng(), png.substr(0, 60), longer, png.substr(0, 9),
        svgWithOrigin("</svg>", originJson({"p", {}, {}, {}, {}}, nullptr))}) {
    try {
      figureInFile(file);
      ADD_FAILURE() << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Usage);
    }
  }
  EXPECT_THROW(svgWithOrigin("<svg>", origin()), Error);
  EXPECT_THROW(pngWithOrigin("GIF", origin()), Error);
}

TEST(FigureFile, PngChunksEndInTheirChecksum) {
  // CRC-32 of "IEND" is in every PNG.
  const std::string png = pngWithOrigin(smallPng(), "x");
  const std::size_t at = png.find("tEXt");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(png.substr(at - 4, 4), std::string("\0\0\0\x12", 4));  // 17 of the key and its end, 1 of text
  EXPECT_EQ(originIn(png), "x");
}

}  // namespace
}  // namespace skewscope::report
