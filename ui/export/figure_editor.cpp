#include "ui/export/figure_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QStyle>
#include <array>
#include <cmath>

#include "ui/export/confusion_fields.h"
#include "ui/export/curve_fields.h"
#include "ui/export/field_list.h"
#include "ui/export/figure.h"
#include "ui/export/figure_edits.h"
#include "ui/export/map_fields.h"
#include "ui/theme/text.h"

namespace skewscope::ui {
namespace {

using report::FigureAxis;
using report::FigureKind;
using report::FigureSpec;

constexpr int kWidth = 340, kScrollBar = 16;

/// What figures of runs can show, by the names of views and kinds.
struct Shown {
  FigureKind kind;
  const char* view;
};
constexpr std::array<Shown, 8> kShown{{{FigureKind::Curves, "per-class"},
                                       {FigureKind::Curves, "groups"},
                                       {FigureKind::Curves, "overall"},
                                       {FigureKind::Curves, "loss"},
                                       {FigureKind::Weights, ""},
                                       {FigureKind::Summary, ""},
                                       {FigureKind::Confusion, ""},
                                       {FigureKind::Map, ""}}};

/// Whether what a figure of this kind shows is chosen here.
bool isChosenHere(FigureKind kind) {
  return std::ranges::any_of(kShown, [kind](const Shown& each) { return each.kind == kind; });
}

/// A number as it is written in any of the two usual ways.
std::optional<double> numberOf(const QString& text) {
  bool ok = false;
  const double value = QString(text).replace(u',', u'.').trimmed().toDouble(&ok);
  return ok ? std::optional(value) : std::nullopt;
}

QString textOf(const std::optional<double>& value) {
  return value ? QString::number(*value, 'g', 10) : QString();
}

/// A value that the field only shows rounded stays exact.
void takeNumber(const QDoubleSpinBox& field, double& value) {
  if (std::abs(field.value() - value) >= 0.5 * std::pow(10.0, -field.decimals())) value = field.value();
}

}  // namespace

struct FigureEditor::Impl {
  /// Fields of one axis.
  struct AxisFields {
    QLabel* label = nullptr;
    QLineEdit *low = nullptr, *high = nullptr, *ticks = nullptr;
  };

  FigureEditor* self;
  FigureSpec spec;
  FigureEdits edits{[this](const FigureSpec& to) {
    spec = to;
    wrong.clear();
    show();
    emit self->changed();
  }};
  QString wrong;  ///< what a field has that is no number
  QFormLayout* form = nullptr;
  QComboBox *shown = nullptr, *preset = nullptr, *font = nullptr, *palette = nullptr, *legend = nullptr;
  QLineEdit *title = nullptr, *letter = nullptr;
  QCheckBox *withTitle = nullptr, *paper = nullptr, *leaveOut = nullptr;
  std::vector<int> hidden;  ///< classes or groups that were left out when the figure came
  QDoubleSpinBox *width = nullptr, *height = nullptr, *fontPt = nullptr, *linePt = nullptr, *dpi = nullptr;
  QLabel* axesHeading = nullptr;
  QGridLayout* grid = nullptr;  ///< of the axes
  std::array<AxisFields, 3> axes;
  CurveFields* curves = nullptr;      ///< none where the values are in no store
  ConfusionFields* matrix = nullptr;  ///< as above
  MapFields* map = nullptr;           ///< as above
  QLabel* lines = nullptr;            ///< before the width of lines

  explicit Impl(FigureEditor* owner) : self(owner) {}

  void build(bool fixed);
  void buildLooks();
  void buildAxes();
  QComboBox* combo(const QString& label, const char* name);
  QDoubleSpinBox* spin(double low, double high, int decimals, const QString& suffix, const QString& said,
                       const char* name);
  QLineEdit* axisField(const QString& said, const QString& hint, const QString& name);
  QLabel* heading(const QString& text);
  void choosePreset(int index);
  void show();
  void take();
  FigureAxis readAxis(const AxisFields& fields);
};

QLabel* FigureEditor::Impl::heading(const QString& text) {
  auto* label = new QLabel(text, self);
  label->setProperty("kind", QStringLiteral("heading"));
  form->addRow(label);
  return label;
}

QComboBox* FigureEditor::Impl::combo(const QString& label, const char* name) {
  QComboBox* box = addFieldList(form, self, label, name);
  QObject::connect(box, &QComboBox::activated, self, [this] { take(); });
  return box;
}

QDoubleSpinBox* FigureEditor::Impl::spin(double low, double high, int decimals, const QString& suffix,
                                         const QString& said, const char* name) {
  auto* box = new QDoubleSpinBox(self);
  box->setObjectName(QLatin1String(name));
  box->setRange(low, high);
  box->setDecimals(decimals);
  box->setSuffix(suffix);
  box->setAccessibleName(said);
  box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  box->setKeyboardTracking(false);  // half a number is no size
  box->setMinimumWidth(64);
  QObject::connect(box, &QDoubleSpinBox::valueChanged, self, [this] { take(); });
  return box;
}

QLineEdit* FigureEditor::Impl::axisField(const QString& said, const QString& hint, const QString& name) {
  auto* edit = new QLineEdit(self);
  edit->setObjectName(name);
  edit->setAccessibleName(said);
  edit->setPlaceholderText(hint);
  edit->setMinimumWidth(48);
  QObject::connect(edit, &QLineEdit::textEdited, self, [this] { take(); });
  return edit;
}

void FigureEditor::Impl::build(bool fixed) {
  auto* content = new QWidget(self);
  content->setProperty("kind", QStringLiteral("panel"));
  form = new QFormLayout(content);
  form->setContentsMargins(16, 16, 16, 16);
  form->setSpacing(8);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  if (!fixed) {
    shown = combo(tr("Shows"), "shown");
    for (const QString& name : {tr("Accuracy per class"), tr("Accuracy of groups"), tr("Overall accuracy"),
                                tr("Loss and sharpness"), tr("Density weights"),
                                tr("Summary against the twins"), tr("Confusion matrix"), tr("Feature map")})
      shown->addItem(name);
  }
  leaveOut = new QCheckBox(self);
  leaveOut->setObjectName(QStringLiteral("leaveOut"));
  QObject::connect(leaveOut, &QCheckBox::toggled, self, [this] { take(); });
  form->addRow(QString(), leaveOut);
  if (!fixed) {
    curves = new CurveFields(form, self);
    QObject::connect(curves, &CurveFields::changed, self, [this] { take(); });
    matrix = new ConfusionFields(form, self);
    QObject::connect(matrix, &ConfusionFields::changed, self, [this] { take(); });
    map = new MapFields(form, self);
    QObject::connect(map, &MapFields::changed, self, [this] { take(); });
  }
  title = new QLineEdit(self);
  title->setObjectName(QStringLiteral("title"));
  title->setAccessibleName(tr("Title"));
  title->setMaxLength(120);
  QObject::connect(title, &QLineEdit::textEdited, self, [this] { take(); });
  form->addRow(tr("Title"), title);
  withTitle = new QCheckBox(tr("Above the figure"), self);
  withTitle->setObjectName(QStringLiteral("withTitle"));
  QObject::connect(withTitle, &QCheckBox::toggled, self, [this] { take(); });
  form->addRow(QString(), withTitle);
  buildLooks();
  buildAxes();
  for (QWidget* field : content->findChildren<QWidget*>()) {
    if (qobject_cast<QLineEdit*>(field) != nullptr || qobject_cast<QAbstractSpinBox*>(field) != nullptr)
      field->installEventFilter(self);
  }
  self->setWidget(content);
  self->setWidgetResizable(true);
  self->setFrameShape(QFrame::NoFrame);
  self->setProperty("kind", QStringLiteral("panel"));
  self->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  self->setFixedWidth(std::max(kWidth, content->minimumSizeHint().width() + kScrollBar));
}

void FigureEditor::Impl::buildLooks() {
  preset = combo(tr("Size"), "preset");
  preset->addItem(tr("Own size"));
  for (const FigurePreset& each : figurePresets()) preset->addItem(each.name);
  QObject::connect(preset, &QComboBox::activated, self, [this](int index) { choosePreset(index); });
  auto* sizes = new QHBoxLayout;
  width = spin(report::kLeastFigureMm, report::kMostFigureMm, 1, tr(" mm"), tr("Width"), "width");
  height = spin(report::kLeastFigureMm, report::kMostFigureMm, 1, tr(" mm"), tr("Height"), "height");
  sizes->addWidget(width, 1);
  sizes->addWidget(new QLabel(tr("×"), self));
  sizes->addWidget(height, 1);
  form->addRow(QString(), sizes);
  font = combo(tr("Font"), "font");
  font->addItem(tr("As in the window"), QString());
  for (const QString& family : QFontDatabase::families()) {
    if (!QFontDatabase::isPrivateFamily(family)) font->addItem(family, family);
  }
  auto* type = new QHBoxLayout;
  fontPt = spin(2, 100, 1, tr(" pt"), tr("Type size"), "fontPt");
  linePt = spin(0.1, 20, 2, tr(" pt"), QString(), "linePt");
  type->addWidget(fontPt, 1);
  lines = new QLabel(self);
  type->addWidget(lines);
  type->addWidget(linePt, 1);
  form->addRow(tr("Type"), type);
  palette = combo(tr("Colours"), "palette");
  for (const QString& name : {tr("Standard"), tr("Viridis"), tr("Grey")}) palette->addItem(name);
  legend = combo(tr("Key"), "legend");
  for (const QString& name :
       {tr("Beside the curves"), tr("Above"), tr("On the right"), tr("Below"), tr("None")})
    legend->addItem(name);
  letter = new QLineEdit(self);
  letter->setObjectName(QStringLiteral("letter"));
  letter->setAccessibleName(tr("Panel letter"));
  letter->setPlaceholderText(tr("none; a, (a) or A."));
  letter->setMaxLength(4);
  QObject::connect(letter, &QLineEdit::textEdited, self, [this] { take(); });
  form->addRow(tr("Letter"), letter);
  paper = new QCheckBox(tr("White paper"), self);
  paper->setObjectName(QStringLiteral("paper"));
  QObject::connect(paper, &QCheckBox::toggled, self, [this] { take(); });
  form->addRow(tr("Ground"), paper);
  dpi = spin(10, 2400, 0, tr(" dpi"), tr("Resolution of a PNG"), "dpi");
  form->addRow(tr("PNG"), dpi);
}

void FigureEditor::Impl::buildAxes() {
  grid = new QGridLayout;
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(6);
  const std::array<QString, 3> heads{tr("from"), tr("to"), tr("ticks at")};
  for (int c = 0; c < 3; ++c) {
    auto* head = new QLabel(heads[static_cast<std::size_t>(c)], self);
    head->setProperty("kind", QStringLiteral("muted"));
    grid->addWidget(head, 0, c + 1);
  }
  const std::array<QString, 3> names{tr("x"), tr("y"), tr("2nd y")};
  const std::array<const char*, 3> keys{"x", "y", "y2"};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    const int row = static_cast<int>(a) + 1;
    const QString key = QLatin1String(keys[a]);
    AxisFields& fields = axes[a];
    fields.label = new QLabel(names[a], self);
    fields.low = axisField(tr("Axis %1 from").arg(names[a]), tr("auto"), key + QStringLiteral("Low"));
    fields.high = axisField(tr("Axis %1 to").arg(names[a]), tr("auto"), key + QStringLiteral("High"));
    fields.ticks =
        axisField(tr("Ticks of axis %1").arg(names[a]), tr("0; 50; 100"), key + QStringLiteral("Ticks"));
    grid->addWidget(fields.label, row, 0);
    grid->addWidget(fields.low, row, 1);
    grid->addWidget(fields.high, row, 2);
    grid->addWidget(fields.ticks, row, 3);
  }
  grid->setColumnStretch(1, 2);
  grid->setColumnStretch(2, 2);
  grid->setColumnStretch(3, 3);
  axesHeading = heading(tr("Axes"));
  form->addRow(grid);
}

/// A preset sets type and lines too: they belong to the venue.
void FigureEditor::Impl::choosePreset(int index) {
  if (index <= 0) return;
  const FigurePreset chosen = figurePresets().at(static_cast<std::size_t>(index) - 1);
  const FigureSpec before = spec;
  spec.widthMm = chosen.widthMm;
  spec.heightMm = chosen.heightMm;
  spec.fontPt = chosen.fontPt;
  spec.linePt = chosen.linePt;
  show();
  edits.record(before, spec);
  emit self->changed();
}

void FigureEditor::Impl::show() {
  std::vector<QSignalBlocker> quiet;
  for (QWidget* field : self->findChildren<QWidget*>()) quiet.emplace_back(field);
  const bool runs = isChosenHere(spec.kind);
  if (shown != nullptr) {
    form->setRowVisible(shown, runs);
    for (std::size_t k = 0; k < kShown.size(); ++k) {
      if (spec.kind == kShown[k].kind && (spec.kind != FigureKind::Curves || spec.view == kShown[k].view))
        shown->setCurrentIndex(static_cast<int>(k));
    }
  }
  const auto left = static_cast<int>(hidden.size());
  const bool parts = spec.kind == FigureKind::Curves && (spec.view == "per-class" || spec.view == "groups");
  form->setRowVisible(leaveOut, parts && left > 0);
  leaveOut->setText(spec.view == "groups" ? tr("%n group(s) left out", nullptr, left)
                                          : tr("%n class(es) left out", nullptr, left));
  leaveOut->setChecked(!spec.hiddenClasses.empty());
  if (curves != nullptr) {
    curves->setOptions(spec.curves);
    curves->setVisible(spec.kind == FigureKind::Curves);
  }
  const bool cells = spec.kind == FigureKind::Confusion;
  if (matrix != nullptr) {
    matrix->setOptions(spec.confusion);
    matrix->setVisible(cells);
  }
  const bool points = spec.kind == FigureKind::Map;
  if (map != nullptr) {
    if (points) map->setSpec(spec);
    map->setVisible(points);
  }
  lines->setVisible(!cells);
  lines->setText(points ? tr("points") : tr("lines"));
  linePt->setVisible(!cells);
  linePt->setAccessibleName(points ? tr("Size of points") : tr("Width of lines"));
  title->setText(text(spec.title));
  withTitle->setChecked(spec.withTitle);
  int fitting = 0;
  const auto presets = figurePresets();
  for (std::size_t k = 0; k < presets.size() && fitting == 0; ++k) {
    if (presets[k].widthMm == spec.widthMm && presets[k].heightMm == spec.heightMm &&
        presets[k].fontPt == spec.fontPt && presets[k].linePt == spec.linePt)
      fitting = static_cast<int>(k) + 1;
  }
  preset->setCurrentIndex(fitting);
  width->setValue(spec.widthMm);
  height->setValue(spec.heightMm);
  int family = font->findData(text(spec.font));
  if (family < 0) {  // of another machine: kept, though not there
    font->addItem(text(spec.font), text(spec.font));
    family = font->count() - 1;
  }
  font->setCurrentIndex(family);
  fontPt->setValue(spec.fontPt);
  linePt->setValue(spec.linePt);
  palette->setCurrentIndex(static_cast<int>(spec.palette));
  legend->setItemText(0, spec.kind == FigureKind::Curves ? tr("Beside the curves")
                         : cells                         ? tr("Where there are no numbers")
                         : points                        ? tr("Where it takes least room")
                                                         : tr("As on screen"));
  legend->setCurrentIndex(static_cast<int>(spec.legend));
  letter->setText(text(spec.panelLetter));
  paper->setChecked(spec.paper);
  dpi->setValue(spec.dpi);
  form->setRowVisible(axesHeading, report::hasY(spec));
  form->setRowVisible(grid, report::hasY(spec));
  const std::array<const FigureAxis*, 3> values{&spec.x, &spec.y, &spec.y2};
  const std::array<bool, 3> there{report::hasX(spec), report::hasY(spec), report::hasY2(spec)};
  for (std::size_t a = 0; a < axes.size(); ++a) {
    axes[a].low->setText(textOf(values[a]->low));
    axes[a].high->setText(textOf(values[a]->high));
    QStringList ticks;
    for (const double tick : values[a]->ticks) ticks.append(QString::number(tick, 'g', 10));
    axes[a].ticks->setText(ticks.join(QStringLiteral("; ")));
    for (QWidget* field : {static_cast<QWidget*>(axes[a].label), static_cast<QWidget*>(axes[a].low),
                           static_cast<QWidget*>(axes[a].high), static_cast<QWidget*>(axes[a].ticks)})
      field->setVisible(there[a]);
  }
}

/// Ends and ticks; what is no number makes its field red and `wrong` say so.
FigureAxis FigureEditor::Impl::readAxis(const AxisFields& fields) {
  FigureAxis axis;
  const auto mark = [this](QLineEdit* edit, bool bad) {
    if (bad) wrong = tr("“%1” is not a number.").arg(edit->text());
    if (edit->property("invalid").toBool() == bad) return;
    edit->setProperty("invalid", bad);
    edit->style()->unpolish(edit);
    edit->style()->polish(edit);
  };
  const auto end = [&](QLineEdit* edit) {
    const auto value = numberOf(edit->text());
    mark(edit, !value && !edit->text().trimmed().isEmpty());
    return value;
  };
  axis.low = end(fields.low);
  axis.high = end(fields.high);
  bool bad = false;
  for (const QString& part : fields.ticks->text().split(u';', Qt::SkipEmptyParts)) {
    const auto value = numberOf(part);
    if (!value && part.trimmed().isEmpty()) continue;
    bad = bad || !value;
    axis.ticks.push_back(value.value_or(0));
  }
  mark(fields.ticks, bad);
  return axis;
}

void FigureEditor::Impl::take() {
  const FigureSpec before = spec;
  wrong.clear();
  if (shown != nullptr && isChosenHere(spec.kind)) {
    const Shown& chosen = kShown[static_cast<std::size_t>(std::max(0, shown->currentIndex()))];
    const bool other =
        chosen.kind != spec.kind || (chosen.kind == FigureKind::Curves && spec.view != chosen.view);
    spec.kind = chosen.kind;
    if (chosen.kind == FigureKind::Curves) spec.view = chosen.view;
    if (other) {  // ends, accuracies and views of other values
      spec.x = spec.y = spec.y2 = {};
      spec.measures.clear();
      if (spec.view == "groups" || before.view == "groups") hidden.clear();  // places of other things
      if (spec.kind != FigureKind::Curves) spec.view = FigureSpec().view;
      show();
    }
  }
  spec.hiddenClasses = leaveOut->isChecked() ? hidden : std::vector<int>();
  if (curves != nullptr) {
    if (curves->options().x != spec.curves.x) {  // ends of other values
      spec.x = {};
      spec.curves.x = curves->options().x;
      show();
    }
    spec.curves = curves->options();
  }
  if (matrix != nullptr) spec.confusion = matrix->options();
  if (map != nullptr && spec.kind == FigureKind::Map) map->take(spec);
  spec.title = title->text().simplified().toStdString();
  spec.withTitle = withTitle->isChecked();
  takeNumber(*width, spec.widthMm);
  takeNumber(*height, spec.heightMm);
  spec.font = font->currentData().toString().toStdString();
  takeNumber(*fontPt, spec.fontPt);
  takeNumber(*linePt, spec.linePt);
  takeNumber(*dpi, spec.dpi);
  spec.paper = paper->isChecked();
  spec.palette = static_cast<report::FigurePalette>(palette->currentIndex());
  spec.legend = static_cast<report::FigureLegend>(legend->currentIndex());
  spec.panelLetter = letter->text().trimmed().toStdString();
  const std::array<FigureAxis*, 3> values{&spec.x, &spec.y, &spec.y2};
  const std::array<bool, 3> there{report::hasX(spec), report::hasY(spec), report::hasY2(spec)};
  for (std::size_t a = 0; a < axes.size(); ++a) *values[a] = there[a] ? readAxis(axes[a]) : FigureAxis();
  edits.record(before, spec);
  emit self->changed();
}

FigureEditor::FigureEditor(bool fixed, QWidget* parent)
    : QScrollArea(parent), impl_(std::make_unique<Impl>(this)) {
  impl_->build(fixed);
  impl_->show();
}

FigureEditor::~FigureEditor() = default;

void FigureEditor::offerSmoothing(double factor) {
  if (impl_->curves != nullptr) impl_->curves->offerSmoothing(factor);
}

void FigureEditor::offerMatrices(const MatrixChoices& choices) {
  if (impl_->matrix == nullptr) return;
  const QSignalBlocker quiet(impl_->matrix);
  impl_->matrix->setChoices(choices);
}

void FigureEditor::offerPredictors(const std::vector<std::string>& metrics) {
  if (impl_->map == nullptr) return;
  const QSignalBlocker quiet(impl_->map);
  impl_->map->setMetrics(metrics);
}

void FigureEditor::setSpec(const FigureSpec& spec) {
  impl_->spec = spec;
  impl_->hidden = spec.hiddenClasses;
  impl_->wrong.clear();
  impl_->show();
}

FigureSpec FigureEditor::spec() const {
  return impl_->spec;
}

QString FigureEditor::problem() const {
  return impl_->wrong.isEmpty() ? text(report::problemOf(impl_->spec)) : impl_->wrong;
}

QUndoStack& FigureEditor::history() const {
  return impl_->edits.stack();
}

bool FigureEditor::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      if (auto* number = qobject_cast<QAbstractSpinBox*>(watched)) number->interpretText();
      event->ignore();
      return true;
    }
  }
  return QScrollArea::eventFilter(watched, event);
}

void FigureEditor::setUsualTitle(const QString& title) {
  impl_->title->setPlaceholderText(title);
}

}  // namespace skewscope::ui
