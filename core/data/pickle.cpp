#include "core/data/pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/data/data_error.h"

namespace skewscope::data {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostValues = 1'000'000, kMostMemo = 1'000'000, kMostDims = 4;
constexpr const char* kAdvice =
    "Only the files of cifar-10-python.tar.gz and cifar-100-python.tar.gz are read; get them again from "
    "https://www.cs.toronto.edu/~kriz/cifar.html.";

std::span<const std::byte> bytesOf(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

const char* kindName(Kind kind) {
  constexpr std::array kNames = {"None",    "a truth value", "an integer", "a text",        "a list",
                                 "a tuple", "a dictionary",  "an array",   "an array type", "a name"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

/// The stack machine that a pickle is a program of.
class PickleMachine {
 public:
  PickleMachine(std::span<const std::byte> content, Pickle& pickle) : content_(content), pickle_(pickle) {}

  void run() {
    if (content_.size() < 2 || content_[0] != std::byte{0x80}) {
      fail("does not start as a pickle of protocol 2 to 5");
    }
    while (!done_) {
      start_ = at_;
      step(number(1));
    }
    if (at_ != content_.size()) {
      damaged(fmt::format("{}: the pickle ends at byte {}, the file has {}.", pickle_.name_, at_,
                          content_.size()),
              kAdvice);
    }
  }

 private:
  std::span<const std::byte> content_;
  Pickle& pickle_;
  std::size_t at_ = 0, start_ = 0;  // position, and that of the opcode in progress
  std::size_t pushed_ = 0, decoded_ = 0;
  bool done_ = false;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  std::vector<PickleValue*> memo_;

  [[noreturn]] void fail(const std::string& what) const {
    damaged(fmt::format("{}: the pickle {} (byte {}).", pickle_.name_, what, start_), kAdvice);
  }

  std::span<const std::byte> take(std::uint64_t count) {
    if (count > content_.size() - at_) {
      damaged(fmt::format("{} ends at byte {}, where {} more were expected at byte {}.", pickle_.name_,
                          content_.size(), count, at_),
              kAdvice);
    }
    const auto bytes = content_.subspan(at_, static_cast<std::size_t>(count));
    at_ += bytes.size();
    return bytes;
  }
  std::uint64_t number(std::size_t count) {
    std::uint64_t value = 0;
    const auto bytes = take(count);
    for (std::size_t i = 0; i < count; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
  }
  std::int64_t signedNumber(std::size_t count) {  // two's complement, 0 to 8 bytes
    if (count == 0) return 0;
    const unsigned shift = static_cast<unsigned>(64 - 8 * count);
    return static_cast<std::int64_t>(number(count) << shift) >> shift;
  }
  std::string_view line() {
    const auto rest = content_.subspan(at_, std::min<std::size_t>(content_.size() - at_, 256));
    const auto end = std::ranges::find(rest, std::byte{'\n'});
    if (end == rest.end()) fail("has a name without an end");
    const auto bytes = take(static_cast<std::size_t>(end - rest.begin()) + 1);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size() - 1};
  }

  void pushValue(PickleValue* value) {
    if (++pushed_ > kMostValues) fail(fmt::format("has more than {} values", kMostValues));
    stack_.push_back(value);
  }
  PickleValue& push(Kind kind) {
    PickleValue& value = pickle_.values_.emplace_back();
    value.kind = kind;
    pushValue(&value);
    return value;
  }
  void pushInteger(std::int64_t integer) { push(Kind::Integer).integer = integer; }
  void pushText(std::uint64_t count) {
    const auto bytes = take(count);
    push(Kind::Text).bytes = bytes;
  }
  // What stands above the last mark belongs to it.
  std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
  PickleValue* pop() {
    if (stack_.size() <= floor()) fail("takes a value from an empty stack");
    PickleValue* value = stack_.back();
    stack_.pop_back();
    return value;
  }
  PickleValue& top() {
    if (stack_.size() <= floor()) fail("looks at an empty stack");
    return *stack_.back();
  }
  std::vector<PickleValue*> popToMark() {
    if (marks_.empty()) fail("looks for a mark that is not there");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleValue*> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return items;
  }
  void pushTuple(std::vector<PickleValue*> items) { push(Kind::Tuple).items = std::move(items); }
  void pushTuple(std::size_t count) {
    std::vector<PickleValue*> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    pushTuple(std::move(items));
  }
  void append(Kind kind, const std::vector<PickleValue*>& items) {
    PickleValue& target = top();
    if (target.kind != kind)
      fail(fmt::format("adds to {} where {} was expected", kindName(target.kind), kindName(kind)));
    if (kind == Kind::Dict && items.size() % 2 != 0) fail("has a key without a value");
    target.items.insert(target.items.end(), items.begin(), items.end());
  }
  void remember(std::uint64_t index) {
    if (index >= kMostMemo) fail(fmt::format("has more than {} memo entries", kMostMemo));
    if (index >= memo_.size()) memo_.resize(static_cast<std::size_t>(index) + 1, nullptr);
    memo_[static_cast<std::size_t>(index)] = &top();
  }
  void recall(std::uint64_t index) {
    if (index >= memo_.size() || !memo_[static_cast<std::size_t>(index)])
      fail("recalls what was never stored");
    pushValue(memo_[static_cast<std::size_t>(index)]);
  }

  void pushName(std::string_view module, std::string_view function) {
    static constexpr std::array<std::array<std::string_view, 3>, 6> kKnown = {{
        {"numpy.core.multiarray", "_reconstruct", "array"},
        {"numpy._core.multiarray", "_reconstruct", "array"},
        {"numpy", "ndarray", "class"},
        {"numpy", "dtype", "type"},
        {"_codecs", "encode", "encode"},
        {"codecs", "encode", "encode"},
    }};
    for (const auto& [knownModule, knownFunction, meaning] : kKnown) {
      if (module != knownModule || function != knownFunction) continue;
      push(Kind::Name).bytes = bytesOf(meaning);
      return;
    }
    fail(fmt::format("names {}.{}, which is none of the few that data sets need; it is not looked up",
                     shown(module), shown(function)));
  }

  bool isName(const PickleValue* value, std::string_view meaning) const {
    return value->kind == Kind::Name && value->text() == meaning;
  }

  void reduce() {
    const PickleValue* arguments = pop();
    const PickleValue* name = pop();
    if (arguments->kind != Kind::Tuple || name->kind != Kind::Name) fail("calls what is no known name");
    const auto& items = arguments->items;
    if (isName(name, "array")) {
      if (items.size() != 3 || !isName(items[0], "class")) fail("makes an array that is none of numpy's");
      push(Kind::Array);
    } else if (isName(name, "type")) {
      if (items.empty() || items.size() > 3 || items[0]->kind != Kind::Text || items[0]->text() != "u1") {
        fail("has an array of another type than unsigned bytes (u1)");
      }
      push(Kind::ArrayType).bytes = items[0]->bytes;
    } else if (isName(name, "encode")) {
      if (items.size() != 2 || items[0]->kind != Kind::Text || items[1]->kind != Kind::Text ||
          (items[1]->text() != "latin1" && items[1]->text() != "latin-1")) {
        fail("encodes in another way than latin1");
      }
      encode(items[0]->bytes);
    } else {
      fail("calls a name that is no function");
    }
  }

  // UTF-8 of code points up to 255 to one byte each.
  void encode(std::span<const std::byte> text) {
    decoded_ += text.size();
    if (decoded_ > content_.size()) fail("encodes the same text again and again");
    std::vector<std::byte>& out = pickle_.decoded_.emplace_back();
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = std::to_integer<unsigned>(text[i]);
      if (byte < 0x80) {
        out.push_back(text[i]);
      } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < text.size() &&
                 (std::to_integer<unsigned>(text[i + 1]) & 0xC0u) == 0x80) {
        out.push_back(
            static_cast<std::byte>((byte & 3u) << 6 | (std::to_integer<unsigned>(text[++i]) & 0x3Fu)));
      } else {
        fail("encodes a text that is not latin1");
      }
    }
    push(Kind::Text).bytes = out;
  }

  void build() {
    const PickleValue* state = pop();
    PickleValue& target = top();
    if (state->kind != Kind::Tuple) fail("has a state that is no tuple");
    if (target.kind == Kind::ArrayType) {
      // (version, byte order, ...): one byte has no order.
      if (state->items.size() < 2 || state->items[1]->kind != Kind::Text || state->items[1]->text() != "|") {
        fail("has an array type with a byte order");
      }
    } else if (target.kind == Kind::Array) {
      buildArray(target, state->items);
    } else {
      fail(fmt::format("sets the state of {}", kindName(target.kind)));
    }
  }

  // (version 1, shape, type, Fortran order, bytes)
  void buildArray(PickleValue& target, const std::vector<PickleValue*>& state) {
    const bool whole = state.size() == 5 && state[0]->kind == Kind::Integer &&
                       state[1]->kind == Kind::Tuple && state[2]->kind == Kind::ArrayType &&
                       state[4]->kind == Kind::Text;
    if (!whole) fail("has an array whose parts are not (version, shape, type, order, bytes)");
    if ((state[3]->kind != Kind::Bool && state[3]->kind != Kind::Integer) || state[3]->integer != 0) {
      fail("has an array in Fortran order; C order was expected");
    }
    const auto& dims = state[1]->items;
    if (dims.empty() || dims.size() > kMostDims)
      fail(fmt::format("has an array of {} dimensions", dims.size()));
    std::uint64_t elements = 1;
    target.shape.clear();
    for (const PickleValue* dim : dims) {
      if (dim->kind != Kind::Integer || dim->integer < 0 ||
          dim->integer > std::numeric_limits<std::int32_t>::max()) {
        fail("has an array with an impossible shape");
      }
      target.shape.push_back(dim->integer);
      elements *= static_cast<std::uint64_t>(dim->integer);
      if (elements > state[4]->bytes.size()) break;
    }
    if (elements != state[4]->bytes.size() || target.shape.size() != dims.size()) {
      fail(fmt::format("has an array whose shape does not fit its {} bytes", state[4]->bytes.size()));
    }
    target.bytes = state[4]->bytes;
  }

  void step(std::uint64_t opcode) {
    switch (opcode) {
      case 0x80: {  // PROTO
        const auto protocol = number(1);
        if (start_ != 0 || protocol < 2 || protocol > 5) fail("is not of protocol 2 to 5");
        break;
      }
      case 0x95:  // FRAME: a hint for readers of streams
        if (number(8) > content_.size() - at_) fail("has a frame beyond the end of the file");
        break;
      case '.': {  // STOP
        const PickleValue* root = pop();
        if (!stack_.empty() || !marks_.empty() || root->kind != Kind::Dict) fail("is not one dictionary");
        pickle_.root_ = root;
        done_ = true;
        break;
      }
      case '(':
        marks_.push_back(stack_.size());
        if (marks_.size() > 64) fail("is nested too deeply");
        break;
      case '}':
        push(Kind::Dict);
        break;
      case ']':
        push(Kind::List);
        break;
      case ')':
        push(Kind::Tuple);
        break;
      case 'N':
        push(Kind::None);
        break;
      case 0x88:
        push(Kind::Bool).integer = 1;
        break;
      case 0x89:
        push(Kind::Bool).integer = 0;
        break;
      case 'K':
        pushInteger(static_cast<std::int64_t>(number(1)));
        break;
      case 'M':
        pushInteger(static_cast<std::int64_t>(number(2)));
        break;
      case 'J':
        pushInteger(signedNumber(4));
        break;
      case 0x8A: {  // LONG1
        const auto count = number(1);
        if (count > 8) fail("has an integer of more than 64 bits");
        pushInteger(signedNumber(static_cast<std::size_t>(count)));
        break;
      }
      case 'U':
      case 'C':
      case 0x8C:
        pushText(number(1));
        break;  // SHORT_BINSTRING, SHORT_BINBYTES, SHORT_BINUNICODE
      case 'T':
      case 'X':
      case 'B':
        pushText(number(4));
        break;  // BINSTRING, BINUNICODE, BINBYTES
      case 0x8D:
      case 0x8E:
        pushText(number(8));
        break;  // BINUNICODE8, BINBYTES8
      case 'q':
        remember(number(1));
        break;
      case 'r':
        remember(number(4));
        break;
      case 0x94:
        remember(memo_.size());
        break;
      case 'h':
        recall(number(1));
        break;
      case 'j':
        recall(number(4));
        break;
      case 'c': {  // GLOBAL
        const auto module = line();
        pushName(module, line());
        break;
      }
      case 0x93: {  // STACK_GLOBAL
        const PickleValue* function = pop();
        const PickleValue* module = pop();
        if (function->kind != Kind::Text || module->kind != Kind::Text) fail("has a name that is no text");
        pushName(module->text(), function->text());
        break;
      }
      case 0x85:
        pushTuple(std::size_t{1});
        break;
      case 0x86:
        pushTuple(std::size_t{2});
        break;
      case 0x87:
        pushTuple(std::size_t{3});
        break;
      case 't':
        pushTuple(popToMark());
        break;
      case 'a': {
        PickleValue* item = pop();
        append(Kind::List, {item});
        break;
      }
      case 'e':
        append(Kind::List, popToMark());
        break;
      case 's': {
        PickleValue* value = pop();
        PickleValue* key = pop();
        append(Kind::Dict, {key, value});
        break;
      }
      case 'u':
        append(Kind::Dict, popToMark());
        break;
      case 'R':
        reduce();
        break;
      case 'b':
        build();
        break;
      default:
        fail(fmt::format("has the opcode 0x{:02x}, which is none of the few that data sets need", opcode));
    }
  }
};

Pickle::Pickle(std::span<const std::byte> content, std::string name) : name_(std::move(name)) {
  PickleMachine(content, *this).run();
}

const PickleValue& Pickle::get(std::string_view key, PickleValue::Kind kind) const {
  const PickleValue* found = nullptr;
  for (std::size_t i = 0; i + 1 < root_->items.size(); i += 2) {
    if (root_->items[i]->kind != Kind::Text || root_->items[i]->text() != key) continue;
    if (found) damaged(fmt::format("{} has the key \"{}\" twice.", name_, key), kAdvice);
    found = root_->items[i + 1];
  }
  if (!found) damaged(fmt::format("{} has no key \"{}\".", name_, key), kAdvice);
  if (found->kind != kind) {
    damaged(
        fmt::format("{}: \"{}\" is {}; {} was expected.", name_, key, kindName(found->kind), kindName(kind)),
        kAdvice);
  }
  return *found;
}

}  // namespace skewscope::data
