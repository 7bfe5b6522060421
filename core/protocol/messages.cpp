#include "core/protocol/messages.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace skewscope::protocol {

namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxLine = 64U << 10U;
constexpr std::size_t kMaxString = 16U << 10U;
constexpr int kMaxDepth = 4;  // messages are flat; keys of later versions may nest a little

// --- fields
// ------------------------------------------------------------------------------------------------------ Each
// message lists its fields once, for writing and reading alike.

template <typename Visitor>
void fields(Visitor&& visit, Started& m) {
  visit("run", m.run);
  visit("device", m.device);
  visit("precision", m.precision);
  visit("threads", m.threads);
  visit("n", m.n);
  visit("epochs", m.epochs);
  visit("steps_per_epoch", m.stepsPerEpoch);
  visit("start_epoch", m.startEpoch);
  visit("start_step", m.startStep);
}
template <typename Visitor>
void fields(Visitor&& visit, Step& m) {
  visit("run", m.run);
  visit("epoch", m.epoch);
  visit("step", m.step);
  visit("steps", m.steps);
  visit.orNull("loss", m.loss);
  visit("images_per_second", m.imagesPerSecond);
  visit("eta_seconds", m.etaSeconds);
}
template <typename Visitor>
void fields(Visitor&& visit, EpochDone& m) {
  visit("run", m.run);
  visit("epoch", m.epoch);
}
template <typename Visitor>
void fields(Visitor&& visit, Phase& m) {
  visit("run", m.run);
  visit("name", m.name);
}
template <typename Visitor>
void fields(Visitor&& visit, Paused& m) {
  visit("run", m.run);
}
template <typename Visitor>
void fields(Visitor&& visit, Resumed& m) {
  visit("run", m.run);
}
template <typename Visitor>
void fields(Visitor&& visit, Log& m) {
  visit("run", m.run);
  visit("level", m.level);
  visit("text", m.text);
}
template <typename Visitor>
void fields(Visitor&& visit, Ended& m) {
  visit("run", m.run);
  visit("status", m.status);
  visit("message", m.message);
}

template <typename Message>
constexpr const char* eventName() {
  if constexpr (std::is_same_v<Message, Started>) return "started";
  if constexpr (std::is_same_v<Message, Step>) return "step";
  if constexpr (std::is_same_v<Message, EpochDone>) return "epoch_done";
  if constexpr (std::is_same_v<Message, Phase>) return "phase";
  if constexpr (std::is_same_v<Message, Paused>) return "paused";
  if constexpr (std::is_same_v<Message, Resumed>) return "resumed";
  if constexpr (std::is_same_v<Message, Log>) return "log";
  if constexpr (std::is_same_v<Message, Ended>) return "ended";
}

constexpr std::array<std::pair<Command, const char*>, 4> kCommands{{
    {Command::Pause, "pause"},
    {Command::Resume, "resume"},
    {Command::Stop, "stop"},
    {Command::Detach, "detach"},
}};

// --- writing
// -----------------------------------------------------------------------------------------------------

/// `text` in at most `limit` bytes, cut between UTF-8 characters, with an ellipsis where something was cut.
std::string shortened(const std::string& text, std::size_t limit) {
  static constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
  if (text.size() <= limit) return text;
  std::size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + std::string(kEllipsis);
}

std::string dump(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

struct Writing {
  OrderedJson& json;
  std::size_t stringLimit;

  // Bytes that are not UTF-8 grow to three when they are replaced, so what is written is measured after that.
  void operator()(const char* key, const std::string& text) {
    std::string clean = dump(OrderedJson(text));
    clean = OrderedJson::parse(clean).get<std::string>();
    json[key] = shortened(clean, stringLimit);
  }
  void operator()(const char* key, int value) { json[key] = value; }
  void operator()(const char* key, std::int64_t value) { json[key] = value; }
  void operator()(const char* key, double value) {
    const double unknown = std::string_view(key) == "eta_seconds" ? -1.0 : 0.0;
    json[key] = std::isfinite(value) ? value : unknown;
  }
  void orNull(const char* key, double value) {
    json[key] = std::isfinite(value) ? OrderedJson(value) : OrderedJson();
  }
};

template <typename Message>
std::string line(const Message& message) {
  // Escapes make a string of control characters six times as long: then strings are cut further.
  for (std::size_t limit = kMaxString;; limit /= 2) {
    OrderedJson json{{"v", kVersion}, {"event", eventName<Message>()}};
    Message copy = message;
    fields(Writing{json, limit}, copy);
    std::string text = dump(json);
    if (text.size() <= kMaxLine) return text;
  }
}

// --- reading
// -----------------------------------------------------------------------------------------------------

struct Reading {
  const Json& json;
  bool sound = true;

  const Json* find(const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) {
      sound = false;
      return nullptr;
    }
    return &*found;
  }
  void operator()(const char* key, std::string& text) {
    const Json* value = find(key);
    if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().size() > kMaxString) {
      sound = false;
    } else {
      text = value->get_ref<const std::string&>();
    }
  }
  void operator()(const char* key, std::int64_t& number) {
    const Json* value = find(key);
    // The parser reads what is not negative as unsigned, up to 2^64.
    if (value == nullptr || !value->is_number_unsigned() ||
        value->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      sound = false;
    } else {
      number = value->get<std::int64_t>();
    }
  }
  void operator()(const char* key, int& number) {
    std::int64_t wide = 0;
    (*this)(key, wide);
    if (wide > std::numeric_limits<int>::max()) sound = false;
    if (sound) number = static_cast<int>(wide);
  }
  void operator()(const char* key, double& number) {
    const Json* value = find(key);
    if (value == nullptr || !value->is_number() || !std::isfinite(value->get<double>())) {
      sound = false;
    } else {
      number = value->get<double>();
    }
  }
  void orNull(const char* key, double& number) {
    const auto found = json.find(key);
    if (found != json.end() && found->is_null()) {
      number = std::numeric_limits<double>::quiet_NaN();
    } else {
      (*this)(key, number);
    }
  }
};

/// Whether brackets nest at most kMaxDepth deep; those inside strings do not count.
bool isShallow(std::string_view text) {
  int depth = 0;
  bool inString = false;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char c = text[index];
    if (inString) {
      if (c == '\\') ++index;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

/// The line as an object of this protocol's version, or a discarded value.
Json parseObject(std::string_view line) {
  const Json nothing(Json::value_t::discarded);
  if (line.size() > kMaxLine || !isShallow(line)) return nothing;
  Json json = Json::parse(line.begin(), line.end(), nullptr, false);
  if (json.is_discarded() || !json.is_object()) return nothing;
  const auto version = json.find("v");
  if (version == json.end() || !version->is_number_unsigned() || version->get<std::uint64_t>() != kVersion)
    return nothing;
  return json;
}

/// The string of that key, or "" (which names nothing).
std::string word(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool isSound(const Ended& event) {
  return !event.run.empty() &&
         (event.status == "done" || event.status == "interrupted" || event.status == "failed");
}
bool isSound(const Log& event) {
  return event.level == "info" || event.level == "warning" || event.level == "error";
}
template <typename Message>
bool isSound(const Message& event) {
  return !event.run.empty();
}

template <typename Message>
bool readAs(const Json& json, const std::string& name, std::optional<Event>& event) {
  if (name != eventName<Message>()) return false;
  Message message;
  Reading reading{json};
  fields(reading, message);
  if (reading.sound && isSound(message)) event = std::move(message);
  return true;
}

template <std::size_t... Index>
std::optional<Event> readAny(const Json& json, const std::string& name, std::index_sequence<Index...>) {
  std::optional<Event> event;
  (void)(readAs<std::variant_alternative_t<Index, Event>>(json, name, event) || ...);
  return event;
}

}  // namespace

std::string toLine(const Event& event) {
  return std::visit([](const auto& message) { return line(message); }, event);
}

std::string toLine(Command command) {
  for (const auto& [value, name] : kCommands) {
    if (value == command) return dump(OrderedJson{{"v", kVersion}, {"command", name}});
  }
  return {};
}

std::optional<Event> parseEvent(std::string_view line) {
  const Json json = parseObject(line);
  if (json.is_discarded()) return std::nullopt;
  return readAny(json, word(json, "event"), std::make_index_sequence<std::variant_size_v<Event>>{});
}

std::optional<Command> parseCommand(std::string_view line) {
  const Json json = parseObject(line);
  if (json.is_discarded()) return std::nullopt;
  const std::string name = word(json, "command");
  for (const auto& [value, known] : kCommands) {
    if (name == known) return value;
  }
  return std::nullopt;
}

}  // namespace skewscope::protocol
