#include "ui/panels/toy_lab_panel.h"

#include <QAction>
#include <QButtonGroup>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/export/figure_dialog.h"
#include "ui/models/toy_service.h"
#include "ui/panels/chip.h"
#include "ui/panels/title_line.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/toy_curves.h"
#include "ui/theme/theme.h"

namespace skewscope::ui {
namespace {

using lab::ToyAxis;

constexpr int kSliderSteps = 200;
constexpr int kValues = 9;             // of a sweep
constexpr double kLargestSwept = 400;  // d above this takes longer than a slider may
constexpr std::array<ToyAxis, 5> kAxes{ToyAxis::Theorem, ToyAxis::Dimension, ToyAxis::Rare, ToyAxis::Tau,
                                       ToyAxis::Rho};

/// Where a slider stands for which value.
struct Range {
  double low, high;
  bool logarithmic;
  double step;  ///< values are its multiples

  double value(int position) const {
    const double part = static_cast<double>(position) / kSliderSteps;
    const double raw = logarithmic ? low * std::pow(high / low, part) : low + (high - low) * part;
    return std::round(raw / step) * step;
  }
  int position(double value) const {
    const double part =
        logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * kSliderSteps));
  }
};

/// One parameter's row.
struct Control {
  const char* key;  ///< in the saved state
  Range range;
  double start;
  ToyAxis axis;  ///< that sweeps it
  QString name, help;
  QLabel* title = nullptr;
  QSlider* slider = nullptr;
  QLabel* reading = nullptr;
};

}  // namespace

struct ToyLabPanel::Impl {
  ToyLabPanel* panel;
  ToyService* service = nullptr;
  ToyAxis axis = ToyAxis::Theorem;
  std::array<Control, 5> controls{
      {{"d",
        {20, 400, true, 1},
        200,
        ToyAxis::Dimension,
        tr("Dimension d"),
        tr("Dimensions of a point: two carry features, the others noise. Each frequent class has 2d "
           "points.")},
       {"n3",
        {1, 64, true, 1},
        3,
        ToyAxis::Rare,
        tr("Rare points n3"),
        tr("Points of the rare class. Few of them can be told apart by their noise alone.")},
       {"tau",
        {0, 6, false, 0.05},
        2.9,
        ToyAxis::Tau,
        tr("Feature τ"),
        tr("Length of the second feature e2 in the frequent classes: irrelevant to their labels, but there "
           "to "
           "be learned without labels.")},
       {"rho",
        {0.02, 0.6, false, 0.005},
        0.345,
        ToyAxis::Rho,
        tr("Noise ρ"),
        tr("Standard deviation of the noise in every direction.")},
       {"seeds",
        {1, 10, false, 1},
        3,
        ToyAxis::Theorem,
        tr("Seeds"),
        tr("Samples that are solved for every value; the bands reach one standard deviation from the "
           "mean.")}}};
  TitleLine* title = nullptr;
  CurvePlot* plot = nullptr;
  QLabel* note = nullptr;
  QButtonGroup* chips = nullptr;
  QPushButton* e1 = nullptr;
  QToolButton* exportButton = nullptr;
  QAction* exportAction = nullptr;
  std::shared_ptr<const ToyAnswer> answer;
  lab::ToySweep asked;
  bool wanted = true;  ///< to be asked for when the panel is shown

  explicit Impl(ToyLabPanel* p) : panel(p) {}

  double value(std::size_t control) const {
    return controls[control].range.value(controls[control].slider->value());
  }
  bool isFree(const Control& control) const {
    const bool seeds = &control == &controls.back();
    return seeds || (axis != ToyAxis::Theorem && axis != control.axis);
  }

  /// What stands for the value of a slider that does not decide it.
  static QString tiedWord() { return tr("tied to d"); }
  static QString sweptWord() { return tr("x axis"); }

  void build();
  QWidget* buildHeader();
  QWidget* buildControls();
  void showReadings();
  void ask();
  void draw();
  void exportFigure();
};

QWidget* ToyLabPanel::Impl::buildHeader() {
  auto* header = new QWidget(panel);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  title = new TitleLine(header);
  row->addWidget(title, 1);
  chips = new QButtonGroup(header);
  const std::array<QString, 5> names{tr("Theorem"), QStringLiteral("d"), QStringLiteral("n3"),
                                     QStringLiteral("τ"), QStringLiteral("ρ")};
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    auto* chip = makeChip(
        names[i],
        i == 0
            ? tr("The regime of the paper's theorem: d grows, ρ = d^(−1/5), τ = n3 = d^(1/5). SL loses e2, "
                 "SSL learns it.")
            : tr("On the x axis: %1. The sliders set the rest.").arg(toyAxisTitle(kAxes[i])),
        header);
    chip->setObjectName(QStringLiteral("axis%1").arg(i));
    chip->setAccessibleName(tr("Sweep: %1").arg(toyAxisTitle(kAxes[i])));
    chips->addButton(chip, static_cast<int>(i));
    row->addWidget(chip);
  }
  row->addSpacing(6);
  e1 = makeChip(tr("e1 too"), tr("Also the feature e1, which tells the frequent classes apart (dashed)."),
                header);
  e1->setObjectName(QStringLiteral("withE1"));
  row->addWidget(e1);
  exportButton = makeExportChip(tr("Export the figure of the toy model"),
                                tr("Figure as PDF, SVG or PNG, values as CSV (Ctrl+S)"), header);
  exportButton->setObjectName(QStringLiteral("export"));
  row->addWidget(exportButton);
  return header;
}

QWidget* ToyLabPanel::Impl::buildControls() {
  auto* card = new QFrame(panel);
  card->setProperty("kind", QStringLiteral("card"));
  auto* grid = new QGridLayout(card);
  grid->setContentsMargins(14, 10, 14, 10);
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(4);
  int place = 0;
  for (Control& control : controls) {
    control.title = new QLabel(control.name, card);
    control.slider = new QSlider(Qt::Horizontal, card);
    control.slider->setObjectName(QLatin1String(control.key));
    control.slider->setRange(0, kSliderSteps);
    control.slider->setPageStep(kSliderSteps / 10);
    control.slider->setValue(control.range.position(control.start));
    control.slider->setAccessibleName(control.name);
    control.reading = new QLabel(card);
    control.reading->setObjectName(QStringLiteral("%1Reading").arg(QLatin1String(control.key)));
    // Room for every word, so that the sliders keep their length.
    for (const QString& word : {QStringLiteral("0.000"), tiedWord(), sweptWord()}) {
      control.reading->setMinimumWidth(std::max(control.reading->minimumWidth(),
                                                control.reading->fontMetrics().horizontalAdvance(word) + 4));
    }
    control.title->setBuddy(control.slider);
    const int row = place / 2, column = 3 * (place % 2);
    grid->addWidget(control.title, row, column);
    grid->addWidget(control.slider, row, column + 1);
    grid->addWidget(control.reading, row, column + 2);
    grid->setColumnStretch(column + 1, 1);
    ++place;
    connect(control.slider, &QSlider::valueChanged, panel, [this] {
      showReadings();
      ask();
      emit panel->viewChanged();
    });
  }
  return card;
}

void ToyLabPanel::Impl::build() {
  service = new ToyService(panel);
  auto* outer = new QVBoxLayout(panel);
  outer->setContentsMargins(16, 12, 16, 16);
  outer->setSpacing(12);
  auto* card = new QFrame(panel);
  card->setProperty("kind", QStringLiteral("card"));
  auto* inside = new QVBoxLayout(card);
  inside->setContentsMargins(14, 10, 14, 10);
  inside->setSpacing(2);
  inside->addWidget(buildHeader());
  plot = new CurvePlot(card);
  plot->setAccessibleName(tr("Projections of the toy model"));
  inside->addWidget(plot, 1);
  note = new QLabel(card);
  note->setObjectName(QStringLiteral("note"));
  note->setProperty("kind", QStringLiteral("muted"));
  note->setWordWrap(true);
  inside->addWidget(note);
  outer->addWidget(card, 1);
  outer->addWidget(buildControls());
  chips->button(0)->setChecked(true);
  connect(chips, &QButtonGroup::idClicked, panel, [this](int id) {
    panel->setAxis(kAxes[static_cast<std::size_t>(id)]);
    emit panel->viewChanged();
  });
  connect(e1, &QPushButton::toggled, panel, [this] { draw(); });
  connect(e1, &QPushButton::clicked, panel, &ToyLabPanel::viewChanged);
  exportAction = exportActionOf(exportButton);
  connect(exportAction, &QAction::triggered, panel, [this] { exportFigure(); });
  connect(service, &ToyService::answered, panel, [this](const auto& found) {
    // The curves of the last question stay until the new one has something to show.
    if (found->points.empty() && !found->complete) return;
    answer = found;
    draw();
  });
  showReadings();
  draw();
}

void ToyLabPanel::Impl::showReadings() {
  for (Control& control : controls) {
    const bool open = isFree(control);
    control.slider->setEnabled(open);
    control.title->setEnabled(open);
    // The theorem's sweep has d on its x axis and makes the rest of it.
    const bool tied = axis == ToyAxis::Theorem && control.axis != ToyAxis::Dimension;
    const QString why = tied ? tr("The theorem ties this to d. Choose another sweep to set it.")
                             : tr("This is what is swept: see the x axis.");
    for (QWidget* part : {static_cast<QWidget*>(control.title), static_cast<QWidget*>(control.slider)}) {
      part->setToolTip(open ? control.help : control.help + u'\n' + why);
    }
    const double now = control.range.value(control.slider->value());
    control.reading->setText(open ? QString::number(now, 'g', 4) : tied ? tiedWord() : sweptWord());
    control.reading->setEnabled(open);
  }
}

void ToyLabPanel::Impl::ask() {
  wanted = true;
  if (!panel->isVisible()) return;
  const lab::ToySweep next = panel->sweep();
  wanted = false;
  if (answer && answer->complete && next == answer->sweep && next == asked) return;
  asked = next;
  service->request(next);
  draw();
}

void ToyLabPanel::Impl::draw() {
  if (!answer) {
    note->setText(tr("Solving …"));
    exportAction->setEnabled(false);
    return;
  }
  const auto curves = std::make_shared<CurveSet>(toyCurves(*answer, e1->isChecked(), tokens().dark));
  title->set(curves->title, curves->subtitle);
  plot->setCurves(curves);
  exportAction->setEnabled(!curves->isEmpty());
  int missing = 0;
  double gap = 0;
  for (const lab::ToyPoint& point : answer->points) {
    missing += point.notSeparable + point.unsolved;
    gap = std::max(gap, point.largestGap);
  }
  QString text =
      !answer->error.isEmpty() ? answer->error
      : panel->isComplete()
          ? tr("1: the feature can be read off what was learned, 0: nothing of it. Exact solutions (duality "
               "gap below %1), mean over %2 seeds.")
                .arg(std::max(gap, 1e-15), 0, 'g', 1)
                .arg(answer->sweep.seeds.size())
          : tr("Solving … %1 of %2 values")
                .arg(answer->sweep == asked ? answer->points.size() : 0)
                .arg(asked.values.size());
  if (missing > 0) {
    text += u' ' + tr("%n sample(s) cannot be separated by any linear map and have no SL solution.", nullptr,
                      missing);
  }
  note->setText(text);
}

void ToyLabPanel::Impl::exportFigure() {
  if (!answer) return;
  const CurveSet set = toyCurves(*answer, e1->isChecked(), false);
  if (set.isEmpty()) return;
  openFigure({{}, {}, {}, std::make_shared<const FigureContent>(figureContent(set))}, nullptr, panel);
}

ToyLabPanel::ToyLabPanel(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>(this)) {
  impl_->build();
}

ToyLabPanel::~ToyLabPanel() = default;

QAction* ToyLabPanel::exportAction() const {
  return impl_->exportAction;
}

lab::ToySweep ToyLabPanel::sweep() const {
  lab::ToySweep sweep;
  sweep.axis = impl_->axis;
  sweep.base = lab::ToyParameters();
  if (impl_->axis != ToyAxis::Theorem) {  // which decides all of these itself
    if (impl_->axis != ToyAxis::Dimension) sweep.base.dimension = static_cast<int>(impl_->value(0));
    sweep.base.frequent1 = sweep.base.frequent2 = 2 * sweep.base.dimension;
    if (impl_->axis != ToyAxis::Rare) sweep.base.rare = static_cast<int>(impl_->value(1));
    if (impl_->axis != ToyAxis::Tau) sweep.base.tau = impl_->value(2);
    if (impl_->axis != ToyAxis::Rho) sweep.base.rho = impl_->value(3);
  }
  sweep.values = lab::toyAxisValues(impl_->axis, kValues);
  if (impl_->axis == ToyAxis::Theorem || impl_->axis == ToyAxis::Dimension) {
    std::erase_if(sweep.values, [](double d) { return d > kLargestSwept; });
  }
  sweep.seeds.clear();
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(impl_->value(4)); ++seed)
    sweep.seeds.push_back(seed);
  return sweep;
}

void ToyLabPanel::setAxis(ToyAxis axis) {
  impl_->axis = axis;
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    if (kAxes[i] == axis) impl_->chips->button(static_cast<int>(i))->setChecked(true);
  }
  impl_->showReadings();
  impl_->ask();
}

bool ToyLabPanel::isComplete() const {
  return impl_->answer && impl_->answer->complete && impl_->answer->sweep == sweep();
}

QJsonObject ToyLabPanel::viewState() const {
  QJsonObject state;
  const auto name = lab::toyAxis(impl_->axis).name;
  state[QStringLiteral("sweep")] = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
  state[QStringLiteral("e1")] = impl_->e1->isChecked();
  for (const Control& control : impl_->controls) state[QLatin1String(control.key)] = control.slider->value();
  return state;
}

void ToyLabPanel::setViewState(const QJsonObject& saved) {
  for (Control& control : impl_->controls) {
    const QSignalBlocker quiet(control.slider);
    control.slider->setValue(saved[QLatin1String(control.key)].toInt(control.slider->value()));
  }
  impl_->e1->setChecked(saved[QStringLiteral("e1")].toBool());
  ToyAxis axis = impl_->axis;
  for (const ToyAxis candidate : kAxes) {
    const auto name = lab::toyAxis(candidate).name;
    if (saved[QStringLiteral("sweep")].toString() ==
        QLatin1String(name.data(), static_cast<qsizetype>(name.size()))) {
      axis = candidate;
    }
  }
  setAxis(axis);
}

QByteArray ToyLabPanel::saveState() const {
  return QJsonDocument(viewState()).toJson(QJsonDocument::Compact);
}

void ToyLabPanel::restoreState(const QByteArray& state) {
  setViewState(QJsonDocument::fromJson(state).object());
}

void ToyLabPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (impl_->wanted) impl_->ask();
}

void ToyLabPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  if (isComplete()) return;
  impl_->service->cancel();
  impl_->wanted = true;
}

void ToyLabPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && impl_ && impl_->note != nullptr) impl_->draw();
}

}  // namespace skewscope::ui
