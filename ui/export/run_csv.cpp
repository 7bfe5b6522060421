#include "ui/export/run_csv.h"

#include <QCoreApplication>
#include <QSaveFile>
#include <QStringList>
#include <cmath>
#include <limits>

#include "ui/models/run_data.h"
#include "ui/models/run_facts.h"
#include "ui/plots/csv_head.h"
#include "ui/plots/curve_set.h"

namespace skewscope::ui {
namespace {

QString numberText(double value) {
  if (!std::isfinite(value)) return {};
  return QString::number(value, 'g', std::numeric_limits<double>::max_digits10);
}

const store::RunClass* classOf(const RunData& run, std::size_t index) {
  for (const store::RunClass& c : run.classes) {
    if (static_cast<std::size_t>(c.index) == index) return &c;
  }
  return nullptr;
}

}  // namespace

QString csvField(const QString& text) {
  if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n') && !text.contains(u'\r'))
    return text;
  QString quoted = text;
  quoted.replace(u'"', QStringLiteral("\"\""));
  return u'"' + quoted + u'"';
}

QByteArray runCsv(const RunData& run) {
  QByteArray out("run_id,run,metric,epoch,class,class_name,train_count,group,value\n");
  const QString start = csvField(text(run.record.id)) + u',' + csvField(text(run.record.name)) + u',';
  const auto line = [&](const std::string& metric, std::int64_t epoch, const QString& classFields,
                        double value) {
    out += (start + csvField(text(metric)) + u',' + QString::number(epoch) + u',' + classFields + u',' +
            numberText(value) + u'\n')
               .toUtf8();
  };
  for (const auto& [metric, series] : run.metrics) {
    for (std::size_t k = 0; k < series.epochs.size(); ++k) {
      line(metric, series.epochs[k], QStringLiteral(",,,"), series.values[k]);
    }
  }
  for (const auto& [metric, series] : run.classMetrics) {
    for (std::size_t c = 0; c < series.values.size(); ++c) {
      const store::RunClass* known = classOf(run, c);
      const QString fields =
          known == nullptr ? QStringLiteral("%1,,,").arg(c)
          : store::isImported(run.record)
              ? QStringLiteral("%1,%2,,").arg(QString::number(c), csvField(text(known->name)))

              : QStringLiteral("%1,%2,%3,%4")
                    .arg(QString::number(c), csvField(text(known->name)), QString::number(known->trainCount),
                         groupName(known->group).toLower());
      for (std::size_t k = 0; k < series.epochs.size(); ++k) {
        line(metric, series.epochs[k], fields, series.values[c][k]);
      }
    }
  }
  return out;
}

QByteArray curvesCsv(const CurveSet& curves) {
  bool smoothed = false, banded = false;
  for (const Pane& pane : curves.panes) {
    for (const Curve& curve : pane.curves) {
      smoothed = smoothed || !curve.smooth.empty();
      banded = banded || !curve.low.empty();
    }
  }
  QString out = csvHead(curves.title + QStringLiteral("; ") + curves.subtitle, curves.provenance);
  if (!curves.caption.isEmpty()) out += QStringLiteral("# %1\n").arg(curves.caption.simplified());
  out += QStringLiteral("run_id,run,series,metric,%1,value").arg(csvField(curves.xKey));
  if (smoothed) out += QStringLiteral(",smoothed");
  if (banded) out += QStringLiteral(",low,high,n");
  out += u'\n';
  for (const Pane& pane : curves.panes) {
    for (const Curve& curve : pane.curves) {
      const PlottedRun& run = curves.runs.at(static_cast<std::size_t>(curve.run));
      const QString start =
          QStringList{csvField(run.id), csvField(run.name), csvField(curve.label), csvField(curve.metric)}
              .join(u',');
      for (std::size_t k = 0; k < curve.x.size(); ++k) {
        out += start + u',' + numberText(curve.x[k]) + u',' + numberText(curve.y[k]);
        if (smoothed) out += u',' + (curve.smooth.empty() ? QString() : numberText(curve.smooth[k]));
        if (banded && curve.low.empty()) {
          out += QStringLiteral(",,,1");  // a run by itself
        } else if (banded) {
          out += u',' + numberText(curve.low[k]) + u',' + numberText(curve.high[k]) + u',' +
                 QString::number(curve.n[k]);
        }
        out += u'\n';
      }
    }
  }
  return out.toUtf8();
}

QString writeFile(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) return {};
  return QCoreApplication::translate("RunCsv", "%1 could not be written: %2. Choose another folder.")
      .arg(path, file.errorString());
}

}  // namespace skewscope::ui
