// usd-per-minute with simdjson on demand: one pass over the fields of each line, in doubles, one thread, one MiB read at
// a time. Trades are not deduplicated. `simdjson LOG`; tells its peak memory and its CPU on file descriptor 3.
#include <simdjson.h>

#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

using namespace simdjson;

constexpr int64_t MINUTE = 60'000, LATENESS = 5'000, SETTLE = 5'000, MAX_AGE = 15 * MINUTE;
constexpr std::string_view QUOTES[] = {"USDT", "BTC", "ETH", "BNB"};

struct Row {
  int64_t trades = 0, unpriced = 0;
  double units = 0, value = 0;
};

struct Rate {
  int64_t time;
  double dollars;
};

struct Symbol {
  std::string name;
  int quote = -1; // 0: dollars
};

using Window = std::vector<Row>; // by the number of the symbol

struct Hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class Minutes {
  std::vector<Symbol> symbols;
  std::unordered_map<std::string, int, Hash, std::equal_to<>> numbers;
  std::deque<Rate> rates[std::size(QUOTES)];
  std::map<int64_t, Window> open;
  int64_t watermark = 0;
  int64_t start = -1; // of the window that was used last
  Window *window = nullptr;

  int number_of(std::string_view name) {
    if (auto found = numbers.find(name); found != numbers.end()) return found->second;
    int quote = -1;
    for (int i = 0; i < (int)std::size(QUOTES); i++)
      if (quote < 0 && name.ends_with(QUOTES[i])) quote = i;
    symbols.push_back({std::string(name), quote});
    return numbers[std::string(name)] = (int)symbols.size() - 1;
  }

  // The dollars of an asset in the last tick that tells them and is old enough; negative where there is none.
  double rate_at(int quote, int64_t time) const {
    if (quote < 0) return -1;
    if (quote == 0) return 1;
    const auto &told = rates[quote];
    for (auto rate = told.rbegin(); rate != told.rend(); ++rate)
      if (rate->time <= time) return rate->time >= time - MAX_AGE ? rate->dollars : -1;
    return -1;
  }

  void print(int64_t start, const Window &window) const {
    for (size_t i = 0; i < window.size(); i++) {
      const Row &row = window[i];
      if (row.trades == 0) continue;
      std::printf("{\"key\":\"%s\",\"start\":%lld,\"trades\":%lld,\"units\":%.17g,\"value\":%.17g,\"unpriced\":%lld}\n",
                  symbols[i].name.c_str(), (long long)start, (long long)row.trades, row.units, row.value,
                  (long long)row.unpriced);
    }
  }

  void pass(int64_t time) {
    if (time > watermark) watermark = time;
    while (!open.empty() && open.begin()->first + MINUTE + LATENESS <= watermark) {
      if (open.begin()->first == start) start = -1;
      print(open.begin()->first, open.begin()->second);
      open.erase(open.begin());
    }
  }

 public:
  void line(ondemand::object object) {
    std::string_view kind, symbol;
    double price = 0, quantity = 0;
    int64_t event_time = 0, time = 0;
    for (auto field : object) {
      const ondemand::raw_json_string key = field.key();
      if (key == "prices") {
        prices(event_time, field.value().get_object());
        continue;
      }
      if (key.raw()[1] != '"') continue; // all others have one letter
      switch (key.raw()[0]) {
        case 'e': kind = field.value().get_string(); break;
        case 'E': event_time = field.value().get_int64(); break;
        case 's': symbol = field.value().get_string(); break;
        case 'p': price = field.value().get_double_in_string(); break;
        case 'q': quantity = field.value().get_double_in_string(); break;
        case 'T': time = field.value().get_int64(); break;
      }
    }
    if (kind == "tick") return pass(event_time);
    if (kind == "trade") trade(symbol, price, quantity, time);
  }

  // `E` comes before `prices` in what the producer writes.
  void prices(int64_t time, ondemand::object told) {
    for (auto field : told) {
      std::string_view asset = field.unescaped_key();
      double dollars = field.value().get_double_in_string();
      for (size_t i = 1; i < std::size(QUOTES); i++) {
        if (asset != QUOTES[i]) continue;
        rates[i].push_back({time, dollars});
        while (rates[i].front().time < time - 2 * MAX_AGE) rates[i].pop_front();
      }
    }
  }

  void trade(std::string_view symbol, double price, double quantity, int64_t time) {
    int64_t of = time - time % MINUTE;
    if (of + MINUTE + LATENESS > watermark) {
      if (of != start) {
        start = of;
        window = &open[of];
      }
      size_t number = number_of(symbol);
      if (number >= window->size()) window->resize(number + 1);
      Row &row = (*window)[number];
      double rate = rate_at(symbols[number].quote, time - SETTLE);
      row.trades++;
      row.units += quantity;
      if (rate < 0) row.unpriced++;
      else row.value += price * quantity * rate;
    }
    pass(time);
  }

  void end() {
    for (auto &[start, window] : open) print(start, window);
  }
};

// The peak of the resource usage would hold what the process was before it became this program.
long peak_kb() {
  std::FILE *status = std::fopen("/proc/self/status", "r");
  char line[256];
  long kb = 0;
  while (status && std::fgets(line, sizeof line, status)) std::sscanf(line, "VmHWM: %ld", &kb);
  return kb;
}

void tell_usage() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  auto millis = [](timeval time) { return time.tv_sec * 1e3 + time.tv_usec / 1e3; };
  dprintf(3, "{\"peak\":%ld,\"cpu\":%.0f}", peak_kb() * 1024, millis(used.ru_utime) + millis(used.ru_stime));
}

int main(int, char **argv) {
  constexpr size_t SIZE = 1 << 20;
  std::FILE *file = std::fopen(argv[1], "rb");
  if (!file) return std::perror(argv[1]), 1;
  std::vector<char> buffer(SIZE + SIMDJSON_PADDING);
  ondemand::parser parser;
  Minutes minutes;
  size_t left = 0;
  while (size_t read = std::fread(buffer.data() + left, 1, SIZE - left, file)) {
    size_t filled = left + read;
    auto last = (const char *)memrchr(buffer.data(), '\n', filled);
    if (!last) return std::fprintf(stderr, "a line is longer than %zu bytes\n", SIZE), 1;
    size_t whole = last + 1 - buffer.data();
    ondemand::document_stream documents;
    if (auto error = parser.iterate_many(buffer.data(), whole, SIZE).get(documents))
      return std::fprintf(stderr, "%s\n", error_message(error)), 1;
    for (auto document : documents) minutes.line(document.get_object());
    left = filled - whole;
    std::memmove(buffer.data(), buffer.data() + whole, left);
  }
  minutes.end();
  std::fflush(stdout);
  tell_usage();
}
