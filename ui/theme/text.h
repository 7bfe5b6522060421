#pragma once

#include <QCoreApplication>
#include <QString>
#include <string>
#include <string_view>

namespace skewscope::ui {

/// Text of a store's UTF-8 string.
inline QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

/// Translation of a text of a function that belongs to no QObject. lupdate files such texts under the name of
/// the namespace, so it must be looked up there; inside a class or another namespace call it as ui::tr().
inline QString tr(const char* source) {
  return QCoreApplication::translate("skewscope::ui", source);
}

/// Label, help and choices of options, and titles of columns, in the language of the window (translation
/// context "Options").
inline QString optionText(std::string_view text) {
  return QCoreApplication::translate("Options", std::string(text).c_str());
}

}  // namespace skewscope::ui
