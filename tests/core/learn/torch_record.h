#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/nn/torch.h"

namespace skewscope::learn {

/// A record of tests/data that a script of tests/reference wrote.
inline nlohmann::json readRecord(const std::string& name) {
  return nlohmann::json::parse(std::ifstream(std::string(SKEWSCOPE_TEST_DATA).append("/").append(name)));
}

/// Nested lists of numbers as a tensor, float64.
inline torch::Tensor tensorOf(const nlohmann::json& json) {
  if (json.empty() || !json.front().is_array())
    return torch::tensor(json.get<std::vector<double>>(), torch::kFloat64);
  std::vector<torch::Tensor> parts;
  for (const auto& part : json) parts.push_back(tensorOf(part));
  return torch::stack(parts);
}

}  // namespace skewscope::learn
