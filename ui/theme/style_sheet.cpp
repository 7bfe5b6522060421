#include "ui/theme/style_sheet.h"

#include <QFile>
#include <algorithm>
#include <utility>
#include <vector>

namespace skewscope::ui {

QString styleSheet(const Tokens& tokens) {
  QFile file(QStringLiteral(":/style/skewscope.qss"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QString text = QString::fromUtf8(file.readAll());
  std::vector<std::pair<QString, QString>> values{
      {QStringLiteral("@window"), tokens.window.name()},
      {QStringLiteral("@panel"), tokens.panel.name()},
      {QStringLiteral("@line"), tokens.line.name()},
      {QStringLiteral("@grid"), tokens.grid.name()},
      {QStringLiteral("@text"), tokens.text.name()},
      {QStringLiteral("@muted"), tokens.muted.name()},
      {QStringLiteral("@disabled"), disabledText(tokens).name()},
      {QStringLiteral("@accentText"), tokens.accentText.name()},
      {QStringLiteral("@accent"), tokens.accent.name()},
      {QStringLiteral("@selection"), tokens.selection.name()},
      {QStringLiteral("@good"), tokens.good.name()},
      {QStringLiteral("@attention"), tokens.attention.name()},
      {QStringLiteral("@error"), tokens.error.name()},
      {QStringLiteral("@scheme"), tokens.dark ? QStringLiteral("dark") : QStringLiteral("light")},
  };
  // Longer names first, so that "@accent" does not eat the start of "@accentText".
  std::sort(values.begin(), values.end(),
            [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  for (const auto& [name, value] : values) text.replace(name, value);
  return text;
}

}  // namespace skewscope::ui
