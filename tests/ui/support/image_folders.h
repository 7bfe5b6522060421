#pragma once

#include <QColor>
#include <QImage>
#include <QString>
#include <filesystem>
#include <functional>
#include <string>

namespace skewscope::ui {

/// Writes `count` PNG files of `side` pixels, each of other colours, into root/part/name.
inline void writeClass(const std::filesystem::path& root, const std::string& part, const std::string& name,
                       int count, int side = 20) {
  const auto folder = root / part / name;
  std::filesystem::create_directories(folder);
  const int hue = static_cast<int>(std::hash<std::string>()(name) % 360);
  for (int i = 0; i < count; ++i) {
    QImage image(side, side, QImage::Format_RGB888);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x)
        image.setPixelColor(x, y,
                            QColor::fromHsv(hue, (x * 255 / side + i * 7) % 256,
                                            (y + i * 3) * 200 / (side + count * 3) + 50));
    }
    std::string file = std::to_string(i);
    file.append(".png");
    image.save(QString::fromStdString((folder / file).string()));
  }
}

/// Three classes with 12, 6 and 3 training images, and 2 test images each.
inline void writePets(const std::filesystem::path& root) {
  const std::pair<const char*, int> classes[] = {{"bird", 3}, {"cat", 12}, {"dog", 6}};
  for (const auto& [name, count] : classes) {
    writeClass(root, "train", name, count);
    writeClass(root, "test", name, 2);
  }
}

}  // namespace skewscope::ui
