#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "app/skewscope-engine/common.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system.h"
#include "core/lab/toy_sweep.h"

namespace skewscope::engine {
namespace {

using lab::ToyAxis;
using lab::ToyPoint;
using report::Align;

struct ToyArguments {
  std::string sweep = "theorem";
  std::vector<double> values;
  int steps = 5;
  std::vector<std::uint64_t> seeds{1, 2, 3, 4, 5};
  lab::ToyParameters base;
  int features = 2;
  double gap = 1e-10;
  std::string format = "text";
  bool json = false;
  std::string csv;
};

/// An option that sets one parameter, and the sweeps in which it says nothing.
struct ParameterOption {
  const CLI::Option* option;
  std::vector<ToyAxis> unused;
};

/// For programs everything; for people what varies.
report::Table tableOf(const lab::ToyAxisInfo& axis, const std::vector<ToyPoint>& points, bool people) {
  const bool theorem = axis.axis == ToyAxis::Theorem;
  const bool gaps =
      std::ranges::any_of(points, [](const ToyPoint& p) { return p.notSeparable + p.unsolved > 0; });
  const auto spread = [](const char* key, const char* title) {
    return report::Column{key, title, Align::Right, 3, 1, true};
  };
  std::vector<report::Column> columns{{people ? "value" : std::string(axis.name) + "_swept",
                                       std::string(people && theorem ? "d" : axis.title), Align::Right,
                                       axis.whole ? 0 : 3}};
  if (theorem || !people) {
    if (!people) columns.push_back({"d", "d", Align::Right});
    columns.insert(columns.end(), {{"n1", "n1", Align::Right},
                                   {"n2", "n2", Align::Right},
                                   {"n3", "n3", Align::Right},
                                   {"tau", "tau", Align::Right, 2},
                                   {"rho", "rho", Align::Right, 3}});
  }
  columns.insert(columns.end(), {spread("sl_e1", "SL e1"), spread("sl_e2", "SL e2"),
                                 spread("ssl_e1", "SSL e1"), spread("ssl_e2", "SSL e2"),
                                 spread("sl_noise", "SL noise"), spread("svm_margin", "SL margin")});
  if (gaps || !people) {
    columns.push_back({"not_separable", "Not separable", Align::Right});
    columns.push_back({"unsolved", "Unsolved", Align::Right});
  }
  if (!people) {
    columns.insert(columns.end(),
                   {{"svm_gap", "Gap", Align::Right}, {"eigen_residual", "Residual", Align::Right}});
  }
  report::Table table(columns);
  for (const ToyPoint& point : points) {
    const auto whole = [](int value) { return report::Cell(std::int64_t{value}); };
    std::vector<report::Cell> row;
    row.push_back(axis.whole ? report::Cell(static_cast<std::int64_t>(point.value))
                             : report::Cell(point.value));
    if (theorem || !people) {
      const lab::ToyParameters& p = point.parameters;
      if (!people) row.push_back(whole(p.dimension));
      row.insert(row.end(), {whole(p.frequent1), whole(p.frequent2), whole(p.rare), p.tau, p.rho});
    }
    row.insert(row.end(), {point.supervisedE1, point.supervisedE2, point.selfSupervisedE1,
                           point.selfSupervisedE2, point.svmNoise, point.svmMargin});
    if (gaps || !people) row.insert(row.end(), {whole(point.notSeparable), whole(point.unsolved)});
    if (!people) row.insert(row.end(), {point.largestGap, point.largestResidual});
    table.add(std::move(row));
  }
  return table;
}

void explain(const ToyArguments& arguments, const lab::ToyAxisInfo& axis,
             const std::vector<ToyPoint>& points) {
  const lab::ToyParameters& p = arguments.base;
  if (axis.axis == ToyAxis::Theorem) {
    fmt::print(
        "Toy model in the regime of the theorem: rho = d^(-1/5), tau = d^(1/5), n3 = d^(1/5), n1 = n2 = 2 d");
  } else {
    std::vector<std::string> fixed;
    if (axis.axis != ToyAxis::Dimension) fixed.push_back(fmt::format("d = {}", p.dimension));
    if (axis.axis != ToyAxis::Frequent)
      fixed.push_back(fmt::format("n1 = {}, n2 = {}", p.frequent1, p.frequent2));
    if (axis.axis != ToyAxis::Rare) fixed.push_back(fmt::format("n3 = {}", p.rare));
    if (axis.axis != ToyAxis::Tau) fixed.push_back(fmt::format("tau = {:.4g}", p.tau));
    if (axis.axis != ToyAxis::Rho) fixed.push_back(fmt::format("rho = {:.4g}", p.rho));
    fmt::print("Toy model: {}", fmt::join(fixed, ", "));
  }
  fmt::print("; m = {}; mean ± sd over {} seed{}.\n", arguments.features, arguments.seeds.size(),
             arguments.seeds.size() == 1 ? "" : "s");
  fmt::print("{}", tableOf(axis, points, true).write(report::TableFormat::Text));
  double gap = 0, residual = 0;
  int missing = 0;
  for (const ToyPoint& point : points) {
    gap = std::max(gap, point.largestGap);
    residual = std::max(residual, point.largestResidual);
    missing += point.notSeparable + point.unsolved;
  }
  fmt::print(
      "e1, e2: length of the true feature's projection on the row space of the learned weights (1: learned, "
      "0: not).\n"
      "SL noise: part of the rare class's margin over class 1 that its own points' noise makes.\n"
      "Exact solvers: relative duality gap of every SVM at most {:.0e}, residual of every eigenvector "
      "{:.0e}.\n",
      gap, residual);
  if (missing > 0) {
    fmt::print(
        "Not separable: no linear map classifies all points of that seed (certified); such seeds have no SL "
        "columns.\n");
  }
  const ToyPoint &first = points.front(), &last = points.back();
  if (points.size() > 1 && first.supervisedE2.n > 0 && last.supervisedE2.n > 0) {
    fmt::print("From {0} = {1} to {2}: SL keeps {3:.3f} -> {4:.3f} of e2, SSL {5:.3f} -> {6:.3f}.\n",
               axis.axis == ToyAxis::Theorem ? "d" : axis.title, first.value, last.value,
               first.supervisedE2.mean, last.supervisedE2.mean, first.selfSupervisedE2.mean,
               last.selfSupervisedE2.mean);
  }
}

int toy(const ToyArguments& arguments, const std::vector<ParameterOption>& parameters) {
  const auto format = report::tableFormatFromText(arguments.json ? "json" : arguments.format);
  const lab::ToyAxisInfo& axis = lab::toyAxisFromName(arguments.sweep);
  for (const ParameterOption& parameter : parameters) {
    if (parameter.option->count() == 0 || !std::ranges::count(parameter.unused, axis.axis)) continue;
    throw Error(ErrorKind::Usage,
                fmt::format("{} says nothing when {} is swept.", parameter.option->get_name(), axis.title),
                "Leave it out, or choose another --sweep.");
  }
  lab::ToySweep sweep;
  sweep.base = arguments.base;
  sweep.axis = axis.axis;
  sweep.values = arguments.values.empty() ? lab::toyAxisValues(axis.axis, arguments.steps) : arguments.values;
  sweep.seeds = arguments.seeds;
  sweep.features = arguments.features;
  sweep.svmGap = arguments.gap;
  std::size_t finished = 0;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const auto points = lab::runToySweep(sweep, threadedFor(cpuInfo().cores), [&](const ToyPoint&) {
    if (terminal) fmt::print(stderr, "\r{} of {} values ", ++finished, sweep.values.size());
  });
  if (terminal) fmt::print(stderr, "\r{:<30}\r", "");
  if (!arguments.csv.empty()) {
    const std::string csv = tableOf(axis, points, false).write(report::TableFormat::Csv);
    writeFileAtomically(arguments.csv, [&](std::ostream& out) { out << csv; });
  }
  if (format == report::TableFormat::Text) {
    explain(arguments, axis, points);
  } else {
    const bool people = format == report::TableFormat::Markdown || format == report::TableFormat::Latex;
    fmt::print("{}", tableOf(axis, points, people).write(format));
  }
  return 0;
}

}  // namespace

void addToyCommand(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ToyArguments>();
  auto parameters = std::make_shared<std::vector<ParameterOption>>();
  CLI::App* command = app.add_subcommand(
      "toy", "Solve the paper's toy model exactly: what SL and SSL learn of a rare feature");
  command
      ->add_option("--sweep", arguments->sweep,
                   "theorem (d, all else tied to it), d, n (n1 = n2), n3, tau or rho")
      ->type_name("NAME")
      ->capture_default_str();
  auto* values = command->add_option("--values", arguments->values, "Values to sweep over, comma-separated")
                     ->delimiter(',')
                     ->type_name("V,V,...");
  command->add_option("--steps", arguments->steps, "How many values over the usual range, without --values")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str()
      ->excludes(values);
  command->add_option("--seeds", arguments->seeds, "Seeds of the samples, comma-separated")
      ->delimiter(',')
      ->type_name("S,S,...")
      ->capture_default_str();
  const auto parameter = [&](const char* flag, auto& member, const char* help, std::vector<ToyAxis> unused) {
    unused.push_back(ToyAxis::Theorem);
    auto* option = command->add_option(flag, member, help)->capture_default_str();
    parameters->push_back({option, std::move(unused)});
  };
  lab::ToyParameters& base = arguments->base;
  parameter("--dimension", base.dimension, "Dimension d", {ToyAxis::Dimension});
  parameter("--n1", base.frequent1, "Points of class 1", {ToyAxis::Frequent});
  parameter("--n2", base.frequent2, "Points of class 2", {ToyAxis::Frequent});
  parameter("--n3", base.rare, "Points of the rare class 3", {ToyAxis::Rare});
  parameter("--tau", base.tau, "Length of the frequent classes' second feature", {ToyAxis::Tau});
  parameter("--rho", base.rho, "Standard deviation of the noise", {ToyAxis::Rho});
  command->add_option("--features", arguments->features, "Width m of the self-supervised representation")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--gap", arguments->gap, "Relative duality gap that the SVM is solved to")
      ->check(CLI::Range(1e-12, 0.1))
      ->capture_default_str();
  addFormatOption(*command, arguments->format);
  command->add_flag("--json", arguments->json, "The same as --format json");
  command->add_option("--csv", arguments->csv, "Write every column as CSV to this file, too")
      ->type_name("FILE");
  command->callback([arguments, parameters, &action] {
    action = [arguments, parameters] { return toy(*arguments, *parameters); };
  });
}

}  // namespace skewscope::engine
