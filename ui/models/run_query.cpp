#include "ui/models/run_query.h"

#include <QStringList>
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ui/models/run_facts.h"

namespace skewscope::ui {
namespace {

using Term = std::function<bool(const store::RunRecord&)>;
using Numbers = std::optional<double> (*)(const store::RunRecord&);
using Texts = QStringList (*)(const store::RunRecord&);

std::optional<double> percent(const std::optional<RunAccuracy>& accuracy) {
  if (!accuracy) return std::nullopt;
  return 100 * accuracy->value;
}

/// A number of the settings; a run that was imported has none.
std::optional<double> setting(const store::RunRecord& run, double value) {
  return store::isImported(run) ? std::nullopt : std::optional(value);
}

struct NumberKey {
  const char* name;
  Numbers value;
};
constexpr std::array<NumberKey, 8> kNumberKeys{{
    {"r", [](const store::RunRecord& run) -> std::optional<double> { return setting(run, run.spec.ratio); }},
    {"if",
     [](const store::RunRecord& run) -> std::optional<double> { return setting(run, 1 / run.spec.ratio); }},
    {"n",
     [](const store::RunRecord& run) -> std::optional<double> {
       const std::int64_t n = imageCount(run);
       return n > 0 ? std::optional(static_cast<double>(n)) : std::nullopt;
     }},
    {"seed",
     [](const store::RunRecord& run) -> std::optional<double> {
       return setting(run, static_cast<double>(run.spec.seed));
     }},
    {"epochs",
     [](const store::RunRecord& run) -> std::optional<double> {
       return setting(run, static_cast<double>(run.spec.epochs));
     }},
    {"epoch",
     [](const store::RunRecord& run) -> std::optional<double> {
       return static_cast<double>(run.epochsDone);
     }},
    {"acc", [](const store::RunRecord& run) { return percent(headlineAccuracy(run)); }},
    {"best", [](const store::RunRecord& run) { return percent(bestAccuracy(run)); }},
}};

struct TextKey {
  const char* name;
  Texts values;
  bool anywhere;  ///< matches inside the text, not only at its beginning
};

QStringList modeWords(const store::RunRecord& run) {
  if (store::isImported(run)) return {};
  switch (run.spec.mode) {
    case spec::Mode::Supervised:
      return {QStringLiteral("sl"), QStringLiteral("supervised"), modeText(run)};
    case spec::Mode::SelfSupervised:
      return {QStringLiteral("ssl"), QStringLiteral("self-supervised"), modeText(run)};
    case spec::Mode::RwSam:
      return {QStringLiteral("rwsam"), QStringLiteral("sam"), modeText(run)};
  }
  return {};
}

QStringList tagList(const store::RunRecord& run) {
  QStringList tags;
  for (const std::string& tag : run.tags) tags.append(text(tag));
  return tags;
}

constexpr std::array<TextKey, 7> kTextKeys{{
    {"mode", modeWords, false},
    {"method",
     [](const store::RunRecord& run) {
       return store::isImported(run) ? QStringList() : QStringList{methodText(run)};
     },
     false},
    {"status",
     [](const store::RunRecord& run) {
       return QStringList{store::isImported(run) ? QStringLiteral("imported") : text(toText(run.status))};
     },
     false},
    {"tag", tagList, false},
    {"dataset",
     [](const store::RunRecord& run) {
       if (store::isImported(run)) return QStringList();
       return QStringList{text(run.spec.dataset), datasetText(run.spec.dataset)};
     },
     false},
    {"name", [](const store::RunRecord& run) { return QStringList{text(run.name)}; }, true},
    {"note", [](const store::RunRecord& run) { return QStringList{text(run.note)}; }, true},
}};

struct Token {
  QString text;
  qsizetype position = 0;
  bool quoted = false;  ///< began with a quotation mark
};

/// Splits at blanks; blanks between quotation marks stay.
std::variant<std::vector<Token>, RunQueryError> split(const QString& line) {
  std::vector<Token> tokens;
  qsizetype i = 0;
  while (i < line.size()) {
    if (line[i].isSpace()) {
      ++i;
      continue;
    }
    Token token{{}, i, line[i] == u'"'};
    bool inside = false;
    for (; i < line.size() && (inside || !line[i].isSpace()); ++i) {
      if (line[i] == u'"') {
        inside = !inside;
      } else {
        token.text += line[i];
      }
    }
    if (inside) return RunQueryError{tr("A quotation mark is not closed."), token.position};
    tokens.push_back(token);
  }
  return tokens;
}

template <typename Keys>
const typename Keys::value_type* findKey(const Keys& keys, const QString& name) {
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& key) {
    return name.compare(QLatin1String(key.name), Qt::CaseInsensitive) == 0;
  });
  return found == keys.end() ? nullptr : &*found;
}

QString knownKeys() {
  QStringList names;
  for (const TextKey& key : kTextKeys) names.append(QLatin1String(key.name));
  names << QStringLiteral("twin") << QStringLiteral("archived");
  for (const NumberKey& key : kNumberKeys) names.append(QLatin1String(key.name));
  return names.join(QStringLiteral(", "));
}

bool equal(double left, double right) {
  return std::abs(left - right) <= 1e-9 * std::max(std::abs(left), std::abs(right));
}

std::optional<std::function<bool(double, double)>> comparison(const QString& op) {
  if (op == u"<") return [](double a, double b) { return a < b && !equal(a, b); };
  if (op == u">") return [](double a, double b) { return a > b && !equal(a, b); };
  if (op == u"<=") return [](double a, double b) { return a < b || equal(a, b); };
  if (op == u">=") return [](double a, double b) { return a > b || equal(a, b); };
  if (op == u"!=") return [](double a, double b) { return !equal(a, b); };
  if (op == u"=" || op == u":" || op == u"==") return [](double a, double b) { return equal(a, b); };
  return std::nullopt;
}

std::variant<Term, QString> numberTerm(const NumberKey& key, const QString& op, const QString& value) {
  bool ok = false;
  double wanted = value.endsWith(u'%') ? value.chopped(1).toDouble(&ok) : value.toDouble(&ok);
  const auto compare = comparison(op);
  if (!ok || !compare || !std::isfinite(wanted)) {
    return tr("“%1” takes a number, as in %1<0.05.").arg(QLatin1String(key.name));
  }
  return Term([read = key.value, wanted, compare = *compare](const store::RunRecord& run) {
    const auto actual = read(run);
    return actual && compare(*actual, wanted);
  });
}

std::variant<Term, QString> textTerm(const TextKey& key, const QString& op, const QString& value) {
  if (op != u":" && op != u"=" && op != u"!=") {
    return tr("“%1” takes a word, as in %1:word.").arg(QLatin1String(key.name));
  }
  if (value.isEmpty()) return tr("A word is missing after “%1:”.").arg(QLatin1String(key.name));
  return Term([read = key.values, anywhere = key.anywhere, value, wanted = op != u"!="](const auto& run) {
    const QStringList actual = read(run);
    const bool found = std::any_of(actual.begin(), actual.end(), [&](const QString& candidate) {
      return anywhere ? candidate.contains(value, Qt::CaseInsensitive)
                      : candidate.startsWith(value, Qt::CaseInsensitive);
    });
    return found == wanted;
  });
}

std::optional<bool> yesNo(const QString& value) {
  if (value == u"yes" || value == u"true" || value == u"1") return true;
  if (value == u"no" || value == u"false" || value == u"0") return false;
  return std::nullopt;
}

Term wordTerm(const QString& word) {
  return [word](const store::RunRecord& run) {
    const auto has = [&](const QString& candidate) { return candidate.contains(word, Qt::CaseInsensitive); };
    const QStringList tags = tagList(run);
    return has(text(run.name)) || has(text(run.note)) || std::any_of(tags.begin(), tags.end(), has) ||
           text(run.id).startsWith(word, Qt::CaseInsensitive);
  };
}

}  // namespace

bool RunQuery::matches(const store::RunRecord& run) const {
  if (archived_ == Archived::Hidden && run.archived) return false;
  if (archived_ == Archived::Only && !run.archived) return false;
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) { return term(run); });
}

std::variant<RunQuery, RunQueryError> parseRunQuery(const QString& line) {
  auto tokens = split(line);
  if (auto* error = std::get_if<RunQueryError>(&tokens)) return *error;
  RunQuery query;
  for (const Token& token : std::get<std::vector<Token>>(tokens)) {
    QString term = token.text;
    const bool negated = !token.quoted && term.size() > 1 && term.startsWith(u'-');
    if (negated) term.remove(0, 1);
    const auto isOperator = [](QChar c) {
      return c == u':' || c == u'<' || c == u'>' || c == u'=' || c == u'!';
    };
    const auto begin = std::find_if(term.cbegin(), term.cend(), isOperator);
    const auto end = std::find_if_not(begin, term.cend(), isOperator);
    const QString name = term.left(begin - term.cbegin());
    const QString op(begin, end - begin);
    const QString value = term.mid(end - term.cbegin());
    std::variant<Term, QString> made = QString();
    if (token.quoted || begin == term.cend() || name.isEmpty()) {
      if (term.isEmpty()) continue;
      made = wordTerm(term);
    } else if (name.compare(u"archived", Qt::CaseInsensitive) == 0) {
      const auto wanted = yesNo(value);
      if (!wanted && value != u"any") {
        return RunQueryError{tr("“archived” takes yes, no or any."), token.position};
      }
      query.namesArchived_ = true;
      using Archived = RunQuery::Archived;
      query.archived_ = !wanted ? Archived::Shown : *wanted != negated ? Archived::Only : Archived::Hidden;
      continue;
    } else if (name.compare(u"twin", Qt::CaseInsensitive) == 0) {
      const auto wanted = yesNo(value);
      if (!wanted) return RunQueryError{tr("“twin” takes yes or no."), token.position};
      made = Term([want = *wanted](const store::RunRecord& run) {
        return !store::isImported(run) && run.spec.balancedTwin == want;
      });
    } else if (const NumberKey* number = findKey(kNumberKeys, name)) {
      made = numberTerm(*number, op, value);
    } else if (const TextKey* words = findKey(kTextKeys, name)) {
      made = textTerm(*words, op, value);
    } else {
      made = tr("There is no filter “%1”. There are: %2.").arg(name, knownKeys());
    }
    if (const QString* problem = std::get_if<QString>(&made)) return RunQueryError{*problem, token.position};
    Term& ready = std::get<Term>(made);
    if (negated) {
      query.terms_.push_back([inner = ready](const store::RunRecord& run) { return !inner(run); });
    } else {
      query.terms_.push_back(ready);
    }
  }
  return query;
}

QString runQueryHelp() {
  return tr(
      "Words look in name, tags and note. Also: mode:ssl status:done tag:paper dataset:cifar10 twin:yes "
      "archived:any r<0.05 n>=1000 seed=2 acc>60. A minus turns a term round: -tag:paper.");
}

}  // namespace skewscope::ui
