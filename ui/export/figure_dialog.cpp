#include "ui/export/figure_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>
#include <memory>

#include "ui/export/file_dialog.h"

namespace skewscope::ui {
namespace {

QString lastFolder() {
  const QString fallback = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  const QString folder = QSettings().value(QStringLiteral("export/folder"), fallback).toString();
  return QFileInfo(folder).isDir() ? folder : QDir::homePath();
}

/// "SimCLR_r_.01_s1": characters that every file system takes.
QString nameOf(const QString& title) {
  QString name;
  for (const QChar c : title) name += c.isLetterOrNumber() || c == u'.' || c == u'-' ? c : QChar(u'_');
  while (name.startsWith(u'.')) name.remove(0, 1);
  return name.isEmpty() ? QStringLiteral("figure") : name;
}

QDoubleSpinBox* spinBox(double low, double high, double value, const QString& suffix, const QString& name) {
  auto* box = new QDoubleSpinBox;
  box->setRange(low, high);
  box->setDecimals(1);
  box->setValue(value);
  box->setSuffix(suffix);
  box->setAccessibleName(name);
  box->setButtonSymbols(QAbstractSpinBox::NoButtons);
  box->setFixedWidth(110);
  return box;
}

}  // namespace

FigureDialog::FigureDialog(const QString& title, FigureWriter writer, QWidget* parent)
    : QDialog(parent), writer_(std::move(writer)) {
  setWindowTitle(tr("Export the figure"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(20, 20, 20, 16);
  layout->setSpacing(12);
  auto* form = form_ = new QFormLayout;
  form->setSpacing(8);
  layout->addLayout(form);

  auto* fileRow = new QHBoxLayout;
  path_ = new QLineEdit(QDir(lastFolder()).filePath(nameOf(title) + QStringLiteral(".pdf")));
  path_->setObjectName(QStringLiteral("path"));
  path_->setAccessibleName(tr("File"));
  path_->setMinimumWidth(340);
  auto* browseButton = new QToolButton;
  browseButton->setText(tr("Browse …"));
  connect(browseButton, &QToolButton::clicked, this, &FigureDialog::browse);
  fileRow->addWidget(path_, 1);
  fileRow->addWidget(browseButton);
  form->addRow(tr("File"), fileRow);
  auto* formats = new QLabel(
      tr("The ending decides: .pdf and .svg are vectors, .png is an image, .csv lists the values."));
  formats->setProperty("kind", QStringLiteral("muted"));
  formats->setWordWrap(true);
  form->addRow(QString(), formats);

  preset_ = new QComboBox;
  preset_->setObjectName(QStringLiteral("preset"));
  preset_->setAccessibleName(tr("Size"));
  for (const FigurePreset& preset : figurePresets()) preset_->addItem(preset.name);
  form->addRow(tr("Size"), preset_);
  const FigureFormat first = figurePresets().front().format;
  auto* sizes = new QHBoxLayout;
  width_ = spinBox(20, 600, first.millimetres.width(), tr(" mm"), tr("Width"));
  height_ = spinBox(20, 600, first.millimetres.height(), tr(" mm"), tr("Height"));
  sizes->addWidget(width_);
  sizes->addWidget(new QLabel(tr("×")));
  sizes->addWidget(height_);
  sizes->addStretch();
  form->addRow(QString(), sizes);
  fontSize_ = spinBox(4, 40, first.fontSize, tr(" pt"), tr("Type size"));
  form->addRow(tr("Type size"), fontSize_);
  dpi_ = spinBox(50, 1200, first.dpi, tr(" dpi"), tr("Resolution of a PNG"));
  dpi_->setDecimals(0);
  form->addRow(tr("PNG"), dpi_);

  problem_ = new QLabel;
  problem_->setObjectName(QStringLiteral("problem"));
  problem_->setProperty("kind", QStringLiteral("error"));
  problem_->setWordWrap(true);
  problem_->hide();
  layout->addWidget(problem_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  write_ = buttons->addButton(tr("Write"), QDialogButtonBox::AcceptRole);
  write_->setProperty("kind", QStringLiteral("primary"));
  write_->setDefault(true);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &FigureDialog::write);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(preset_, &QComboBox::currentIndexChanged, this, &FigureDialog::choosePreset);
}

QCheckBox* FigureDialog::addChoice(const QString& text, const QString& help) {
  auto* box = new QCheckBox(text);
  box->setToolTip(help);
  form_->addRow(QString(), box);
  return box;
}

void FigureDialog::choosePreset(int index) {
  const FigureFormat format = figurePresets().at(static_cast<std::size_t>(index)).format;
  width_->setValue(format.millimetres.width());
  height_->setValue(format.millimetres.height());
  fontSize_->setValue(format.fontSize);
  dpi_->setValue(format.dpi);
}

void FigureDialog::browse() {
  const QString path = saveFileName(this, windowTitle(), path_->text(),
                                    tr("PDF (*.pdf);;SVG (*.svg);;PNG (*.png);;CSV (*.csv)"));
  if (!path.isEmpty()) path_->setText(path);
}

void FigureDialog::write() {
  const QString path = path_->text().trimmed();
  FigureFormat format = figurePresets().at(static_cast<std::size_t>(preset_->currentIndex())).format;
  format.millimetres = {width_->value(), height_->value()};
  format.fontSize = fontSize_->value();
  format.dpi = dpi_->value();
  const QString problem = writer_(path, format);
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (!problem.isEmpty()) return;
  QSettings().setValue(QStringLiteral("export/folder"), QFileInfo(path).absolutePath());
  emit written(path);
  accept();
}

void askWhereToExport(const CurveRequest& request, QWidget* panel) {
  CurveRequest measured = request;
  measured.options.smoothing = 0;
  const CurveSet plain = buildCurves(measured);
  if (plain.isEmpty()) return;
  const auto wanted = std::make_shared<CurveSet>(plain);
  auto* dialog = new FigureDialog(
      plain.title,
      [wanted](const QString& path, const FigureFormat& format) {
        return writeFigure(path, *wanted, format);
      },
      panel->window());
  if (request.options.smoothing > 0) {
    QCheckBox* smooth = dialog->addChoice(
        FigureDialog::tr("Smoothed as on screen (EMA %1)").arg(request.options.smoothing),
        FigureDialog::tr("Lines are a debiased moving average, which the caption names, with the measured "
                         "values behind them."));
    smooth->setObjectName(QStringLiteral("smoothed"));
    QObject::connect(
        smooth, &QCheckBox::toggled, dialog,
        [wanted, plain, smoothed = buildCurves(request)](bool on) { *wanted = on ? smoothed : plain; });
  }
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

}  // namespace skewscope::ui
