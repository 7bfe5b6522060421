#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "core/data/long_tail.h"
#include "core/spec/options.h"
#include "core/spec/protocols.h"
#include "tests/fuzz/check.h"

/// evaluationFromJson: a valid request that survives being written and read, or a Usage error. fromJson: a
/// valid spec that survives being written and read, or a Usage error; the plan of its subset
/// likewise.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace skewscope;
  fuzz::expectValueOrError(ErrorKind::Usage, [&] {
    const auto request = spec::evaluationFromJson({reinterpret_cast<const char*>(data), size});
    const std::string text = spec::toJson(request);
    fuzz::require(spec::toJson(spec::evaluationFromJson(text)) == text,
                  "a request that is written can be read");
  });
  const auto json = nlohmann::json::parse(data, data + size, nullptr, false);
  if (json.is_discarded()) return 0;
  fuzz::expectValueOrError(ErrorKind::Usage, [&] {
    const auto spec = spec::fromJson(json);
    fuzz::require(spec::validate(spec).empty(), "a spec that is read is valid");
    fuzz::require(spec::fromJson(spec::toJson(spec)) == spec, "a spec that is written can be read");
    static_cast<void>(spec::describe(spec));
    static_cast<void>(spec::specHash(spec));

    const std::vector<std::int64_t> available(10, 1000);
    const auto plan = data::planSubset(spec, available);
    fuzz::require(std::accumulate(plan.counts.begin(), plan.counts.end(), std::int64_t{0}) == plan.n,
                  "n is the sum");
    fuzz::require(plan.ratio > 0 && plan.ratio <= 1, "the ratio is one");
    for (const auto count : plan.counts) fuzz::require(count >= 0 && count <= 1000, "the images are there");
  });
  return 0;
}
