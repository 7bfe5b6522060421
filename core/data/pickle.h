#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skewscope::data {

/// A value of a parsed pickle. Plain data: it can name no function and run none.
struct PickleValue {
  enum class Kind { None, Bool, Integer, Text, List, Tuple, Dict, Array, ArrayType, Name };
  Kind kind = Kind::None;
  std::int64_t integer = 0;  ///< Integer; Bool as 0 or 1
  std::span<const std::byte>
      bytes;  ///< Text (str and bytes alike), Name, ArrayType ("u1"), elements of an Array
  std::vector<PickleValue*> items;  ///< List, Tuple; Dict: key, value, key, value, ...
  std::vector<std::int64_t> shape;  ///< Array: of unsigned bytes in C order, `bytes` has exactly as many

  std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

/// Reads the one form of pickle that the Python versions of CIFAR-10 and CIFAR-100 have: a dictionary of
/// texts, integers, lists and numpy arrays of uint8, written with protocol 2 to 5 by Python 2 or 3. The few
/// opcodes that occur are interpreted here; of functions only numpy's two constructors and
/// `_codecs.encode(text, "latin1")` are known, and these only as the data that they stand for. Nothing is
/// imported, looked up or run, and any other opcode or name is an Error (Data) that says where it stands. At
/// most 1,000,000 values (the largest file that there is has about 200,000); texts and arrays are spans of
/// `content`, which must outlive the object.
class Pickle {
 public:
  /// `name` stands for the file in errors.
  Pickle(std::span<const std::byte> content, std::string name);
  Pickle(const Pickle&) = delete;
  Pickle& operator=(const Pickle&) = delete;

  /// The value of `key` in the dictionary. Throws Error (Data) if it is not there exactly once or of another
  /// kind.
  const PickleValue& get(std::string_view key, PickleValue::Kind kind) const;
  const std::string& name() const { return name_; }

 private:
  friend class PickleMachine;
  std::string name_;
  std::deque<PickleValue> values_;
  std::deque<std::vector<std::byte>> decoded_;  ///< texts that Python 3 wrote as UTF-8 of latin-1
  const PickleValue* root_ = nullptr;
};

}  // namespace skewscope::data
