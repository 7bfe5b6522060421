#include "ui/panels/option_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QStringListModel>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/datasets.h"
#include "ui/panels/path_row.h"
#include "ui/theme/tabular_text.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

constexpr int kLabelWidth = 108;

/// A combo box that shortens with an ellipsis what does not fit.
class ChoiceBox : public QComboBox {
 public:
  using QComboBox::QComboBox;
  /// Called before the list opens.
  std::function<void()> opening;

  void showPopup() override {
    if (opening) opening();
    QComboBox::showPopup();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const int room =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width();
    option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room - 4);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
  }
};

QString fromView(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

OptionField::OptionField(const spec::Option& option, QWidget* parent) : QWidget(parent), option_(option) {
  setObjectName(QStringLiteral("field_") + fromView(option.name));
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(2);
  row_ = new QHBoxLayout;
  row_->setSpacing(8);
  rows->addLayout(row_);

  label_ = new QLabel(optionText(option.label), this);
  label_->setWordWrap(true);
  label_->setFixedWidth(kLabelWidth);
  label_->setProperty("kind", QStringLiteral("muted"));
  row_->addWidget(label_);

  if (option.type == spec::OptionType::Boolean) {
    check_ = new QCheckBox(this);
    connect(check_, &QCheckBox::clicked, this, [this](bool on) { emit edited(on); });
  } else if (option.type == spec::OptionType::Choice || option.name == "dataset") {
    buildChoice();
  } else {
    buildLine();
  }
  row_->addWidget(editor(), 1);
  if (option.name == "data_dir") {
    browseFor(
        addButton({}, {}), line_, PathOf::DataSet, tr("Choose the data set's folder or archive"),
        [this] { textEdited(); }, &browse);
  }

  message_ = new QLabel(this);
  message_->setWordWrap(true);
  message_->setProperty("kind", QStringLiteral("error"));
  message_->hide();
  rows->addWidget(message_);

  const QString help = optionText(option.help);
  label_->setBuddy(editor());
  for (QWidget* widget : {static_cast<QWidget*>(label_), editor()}) {
    widget->setToolTip(QStringLiteral("<p>%1</p>").arg(help.toHtmlEscaped()));
    widget->setWhatsThis(help);
  }
  editor()->setAccessibleName(optionText(option.label));
  editor()->setAccessibleDescription(help);
  if (combo_ != nullptr) combo_->view()->setAccessibleName(optionText(option.label));
  editor()->setFocusPolicy(Qt::StrongFocus);
  editor()->installEventFilter(this);
  setFocusProxy(editor());
}

void OptionField::setNote(const QString& note) {
  if (note_ == nullptr) {
    if (note.isEmpty()) return;
    note_ = new QLabel(this);
    note_->setObjectName(QStringLiteral("note"));
    note_->setWordWrap(true);
    note_->setProperty("kind", QStringLiteral("muted"));
    layout()->addWidget(note_);
  }
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

QWidget* OptionField::editor() const {
  if (check_ != nullptr) return check_;
  if (combo_ != nullptr) return combo_;
  return line_;
}

void OptionField::buildChoice() {
  auto* box = new ChoiceBox(this);
  combo_ = box;
  combo_->setView(new QListView(combo_));  // styled by the sheet, unlike the native menu
  combo_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  combo_->setMinimumContentsLength(6);
  if (option_.name == "dataset") {
    refreshDatasets();
    box->opening = [this] { refreshDatasets(); };  // the command line adds some too
  } else {
    for (const spec::Choice& choice : option_.choices)
      combo_->addItem(optionText(choice.label), fromView(choice.name));
  }
  connect(combo_, &QComboBox::activated, this, [this] {
    chosen_ = combo_->currentData().toString();
    emit edited(chosen_.toStdString());
  });
}

void OptionField::buildLine() {
  line_ = new QLineEdit(this);
  QFont font = line_->font();
  useTabularFigures(font);
  line_->setFont(font);
  connect(line_, &QLineEdit::textEdited, this, &OptionField::textEdited);
  if (option_.unit.empty()) return;
  unit_ = new QLabel(optionText(option_.unit), line_);
  unit_->setProperty("kind", QStringLiteral("muted"));
  unit_->setAttribute(Qt::WA_TransparentForMouseEvents);
}

void OptionField::refreshDatasets() {
  if (option_.name != "dataset") return;
  combo_->clear();
  for (const data::DatasetInfo& info : data::datasetInfos())
    combo_->addItem(QString::fromStdString(info.title), QString::fromStdString(info.name));
  combo_->setCurrentIndex(combo_->findData(chosen_));  // empty for one that is not there any more
}

QToolButton* OptionField::addButton(const QString& text, const QString& help) {
  auto* button = new QToolButton(this);
  button->setText(text);
  button->setAccessibleName(help);
  button->setToolTip(help);
  row_->addWidget(button);
  return button;
}

void OptionField::setValue(const spec::Value& value) {
  if (check_ != nullptr) {
    check_->setChecked(std::get<bool>(value));
  } else if (combo_ != nullptr) {
    chosen_ = QString::fromStdString(std::get<std::string>(value));
    const int place = combo_->findData(chosen_);
    combo_->setCurrentIndex(place);
    if (place < 0) refreshDatasets();
  } else if (this->value() != value) {
    line_->setText(QString::fromStdString(spec::toText(value)));
  }
  if (!unreadable_.isEmpty() && this->value()) {
    unreadable_.clear();
    showProblem();
  }
}

std::optional<spec::Value> OptionField::value() const {
  if (check_ != nullptr) return check_->isChecked();
  if (combo_ != nullptr) return combo_->currentData().toString().toStdString();
  try {
    const QString text = option_.type == spec::OptionType::Text ? line_->text() : line_->text().trimmed();
    return spec::fromText(option_, text.toStdString());
  } catch (const Error&) {
    return std::nullopt;
  }
}

void OptionField::textEdited() {
  if (const auto entered = value()) {
    unreadable_.clear();
    showProblem();
    emit edited(*entered);
    return;
  }
  unreadable_ = option_.type == spec::OptionType::Integer
                    ? tr("%1 must be a whole number from %L2 to %L3.")
                          .arg(optionText(option_.label))
                          .arg(option_.minimum, 0, 'f', 0)
                          .arg(option_.maximum, 0, 'f', 0)
                    : tr("%1 must be a number from %2 to %3, with a decimal point.")
                          .arg(optionText(option_.label))
                          .arg(option_.minimum)
                          .arg(option_.maximum);
  showProblem();
  emit unreadable();
}

void OptionField::step(int direction) {
  const auto now = value();
  if (!now || line_ == nullptr) return;
  spec::Value next;
  if (const auto* whole = std::get_if<std::int64_t>(&*now)) {
    next = std::clamp(*whole + direction, static_cast<std::int64_t>(option_.minimum),
                      static_cast<std::int64_t>(option_.maximum));
  } else if (const auto* real = std::get_if<double>(&*now)) {
    // Twenty steps a decade where steps multiply, a hundredth of the range (at most 0.05) where they add.
    const double width = std::min(0.05, (option_.maximum - option_.minimum) / 100);
    const double moved = option_.logarithmic && *real > 0 ? *real * std::pow(10.0, direction / 20.0)
                                                          : *real + direction * width;
    const double digits = std::pow(10.0, std::floor(std::log10(std::max(std::abs(moved), 1e-12))) - 1);
    const double rounded = std::round(moved / digits) * digits;
    next = QString::number(std::clamp(rounded, option_.minimum, option_.maximum), 'g', 6).toDouble();
  } else {
    return;
  }
  setValue(next);
  textEdited();
}

void OptionField::setProblem(const QString& message) {
  problem_ = message;
  showProblem();
}

QString OptionField::problem() const {
  return unreadable_.isEmpty() ? problem_ : unreadable_;
}

void OptionField::showProblem() {
  const QString text = problem();
  message_->setText(text);
  message_->setVisible(!text.isEmpty());
  const bool invalid = !text.isEmpty();
  if (editor()->property("invalid").toBool() == invalid) return;
  editor()->setProperty("invalid", invalid);
  editor()->style()->unpolish(editor());
  editor()->style()->polish(editor());
}

void OptionField::setChanged(bool changed, const QString& defaultText) {
  QFont font = label_->font();
  if (font.bold() != changed) {
    font.setBold(changed);
    label_->setFont(font);
  }
  QString tip = optionText(option_.help).toHtmlEscaped();
  if (changed) {
    const QString shown = defaultText.isEmpty() ? tr("empty") : defaultText.toHtmlEscaped();
    tip += QStringLiteral("<br>") + tr("Changed; the preset's value is %1.").arg(shown);
  }
  tip = QStringLiteral("<p>%1</p>").arg(tip);
  label_->setToolTip(tip);
  editor()->setToolTip(tip);
}

void OptionField::setSuggestions(const QStringList& words) {
  if (line_ == nullptr) return;
  if (line_->completer() == nullptr) {
    auto* completer = new QCompleter(this);
    completer->setModel(new QStringListModel(completer));
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    line_->setCompleter(completer);
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& text) {
      line_->setText(text);
      textEdited();
    });
  }
  auto* model = static_cast<QStringListModel*>(line_->completer()->model());
  if (model->stringList() != words) model->setStringList(words);
}

void OptionField::setPlaceholder(const QString& text) {
  if (line_ != nullptr) line_->setPlaceholderText(text);
}

void OptionField::placeUnit() {
  if (unit_ == nullptr) return;
  unit_->adjustSize();
  unit_->move(line_->width() - unit_->width() - 10, (line_->height() - unit_->height()) / 2);
  line_->setTextMargins(0, 0, unit_->width() + 4, 0);
}

void OptionField::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeUnit();
}

bool OptionField::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Wheel && watched == editor() && !editor()->hasFocus()) {
    event->ignore();
    return true;
  }
  if (watched == line_ && event->type() == QEvent::Wheel && option_.type != spec::OptionType::Text) {
    step(static_cast<QWheelEvent*>(event)->angleDelta().y() > 0 ? 1 : -1);
    return true;
  }
  if (watched == line_ && event->type() == QEvent::KeyPress && option_.type != spec::OptionType::Text) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      step(key == Qt::Key_Up ? 1 : -1);
      return true;
    }
  }
  if (watched == line_ && event->type() == QEvent::Resize) placeUnit();
  return QWidget::eventFilter(watched, event);
}

}  // namespace skewscope::ui
