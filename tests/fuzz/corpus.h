#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace skewscope::fuzz {

/// The folder of inputs that one target starts from.
class Corpus {
 public:
  Corpus(const std::filesystem::path& root, const std::string& target) : folder_(root / target) {
    std::filesystem::create_directories(folder_);
  }
  void add(const std::string& content) {
    std::ofstream out(folder_ / ("seed" + std::to_string(count_++)), std::ios::binary);
    out << content;
    if (!out.flush()) throw std::runtime_error("cannot write to " + folder_.string());
  }

 private:
  std::filesystem::path folder_;
  int count_ = 0;
};

/// Writes the inputs of the readers of data sets (dataset_seeds.cpp).
void datasetSeeds(const std::filesystem::path& root);

}  // namespace skewscope::fuzz
