#include "ignition/read.hpp"

#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "ignition/fields.hpp"
#include "ignition/json_scan.hpp"

namespace nagaya::ignition {

namespace {

/// Names of our structures in Ignition's Go.
template <class T>
struct GoType {
    static constexpr std::string_view name = "string";
};
#define NAGAYA_GO_TYPE(T, text)                        \
    template <>                                        \
    struct GoType<T> {                                 \
        static constexpr std::string_view name = text; \
    }
NAGAYA_GO_TYPE(bool, "bool");
NAGAYA_GO_TYPE(int64_t, "int");
NAGAYA_GO_TYPE(Verification, "Verification");
NAGAYA_GO_TYPE(HttpHeader, "HTTPHeader");
NAGAYA_GO_TYPE(Resource, "Resource");
NAGAYA_GO_TYPE(Owner, "NodeUser");
NAGAYA_GO_TYPE(Directory, "Directory");
NAGAYA_GO_TYPE(File, "File");
NAGAYA_GO_TYPE(Link, "Link");
NAGAYA_GO_TYPE(Partition, "Partition");
NAGAYA_GO_TYPE(Disk, "Disk");
NAGAYA_GO_TYPE(Filesystem, "Filesystem");
NAGAYA_GO_TYPE(Raid, "Raid");
NAGAYA_GO_TYPE(Cex, "Cex");
NAGAYA_GO_TYPE(ClevisCustom, "ClevisCustom");
NAGAYA_GO_TYPE(Tang, "Tang");
NAGAYA_GO_TYPE(Clevis, "Clevis");
NAGAYA_GO_TYPE(Luks, "Luks");
NAGAYA_GO_TYPE(Storage, "Storage");
NAGAYA_GO_TYPE(Dropin, "Dropin");
NAGAYA_GO_TYPE(Unit, "Unit");
NAGAYA_GO_TYPE(Systemd, "Systemd");
NAGAYA_GO_TYPE(Group, "PasswdGroup");
NAGAYA_GO_TYPE(User, "PasswdUser");
NAGAYA_GO_TYPE(Passwd, "Passwd");
NAGAYA_GO_TYPE(KernelArguments, "KernelArguments");
NAGAYA_GO_TYPE(ConfigReferences, "IgnitionConfig");
NAGAYA_GO_TYPE(Proxy, "Proxy");
NAGAYA_GO_TYPE(Tls, "TLS");
NAGAYA_GO_TYPE(Security, "Security");
NAGAYA_GO_TYPE(Timeouts, "Timeouts");
NAGAYA_GO_TYPE(Ignition, "Ignition");
NAGAYA_GO_TYPE(Config, "Config");
#undef NAGAYA_GO_TYPE

bool equal_fold(std::string_view a, std::string_view b) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (a.size() != b.size()) return false;
    for (size_t at = 0; at < a.size(); ++at)
        if (lower(a[at]) != lower(b[at])) return false;
    return true;
}

std::string_view kind_name(JsonKind kind) {
    switch (kind) {
        case JsonKind::boolean: return "bool";
        case JsonKind::number: return "number";
        case JsonKind::string: return "string";
        case JsonKind::array: return "array";
        case JsonKind::object: return "object";
        case JsonKind::null: break;
    }
    return "null";
}

class Reader {
public:
    Reader(std::string_view text, Version version, ConfigRead& out) : cursor_(text), version_(version), out_(out) {}

    void run() { value(out_.config, Place()); }

private:
    template <Described T>
    void value(T& out, const Place& place) {
        if (!is_kind(JsonKind::object, [] { return concat("types.", GoType<T>::name); })) return;
        std::string_view outside = std::exchange(structure_, GoType<T>::name);
        cursor_.enter();
        while (cursor_.next()) {
            std::string key = cursor_.string();
            cursor_.next();
            if (!member(out, key, place)) {
                out_.unknown.push_back({.in = place.path(), .key = std::move(key)});
                cursor_.skip();
            }
        }
        structure_ = outside;
    }

    template <Described T>
    bool member(T& out, std::string_view key, const Place& place) {
        bool exact = false;
        for_each_field<T>([&](const auto& field) { exact = exact || field.json == key; });
        bool known = false;
        for_each_field<T>([&](const auto& field) {
            bool named = exact ? field.json == key : equal_fold(field.json, key);
            if (known || !named || field.since > version_.minor) return;
            known = true;
            fields_.emplace_back(field.json);
            value(out.*(field.member), place.in(field.json));
            fields_.pop_back();
        });
        return known;
    }

    template <class T>
    void value(std::vector<T>& out, const Place& place) {
        auto name = [] { return concat("[]", Described<T> ? "types." : "", GoType<T>::name); };
        out.clear();
        if (!is_kind(JsonKind::array, name)) return;
        cursor_.enter();
        while (cursor_.next()) {
            T entry{};
            value(entry, place.in(out.size()));
            out.push_back(std::move(entry));
        }
    }

    template <class T>
    void value(std::optional<T>& out, const Place& place) {
        if (cursor_.kind() == JsonKind::null) {
            out.reset();
            cursor_.skip();
            return;
        }
        T read{};
        value(read, place);
        out = std::move(read);
    }

    void value(std::string& out, const Place&) {
        if (is_kind(JsonKind::string, [] { return std::string("string"); })) out = cursor_.string();
    }
    void value(bool& out, const Place&) {
        if (is_kind(JsonKind::boolean, [] { return std::string("bool"); })) out = cursor_.flag();
    }
    void value(int64_t& out, const Place&) {
        if (!is_kind(JsonKind::number, [] { return std::string("int"); })) return;
        std::string_view text = cursor_.number();
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
        if (error != std::errc{} || end != text.data() + text.size()) refuse(concat("number ", text), "int");
    }

    /// Is the next value of this kind? Null leaves what is there; anything else is the error, if it is the first.
    template <class Name>
    bool is_kind(JsonKind wanted, Name name) {
        JsonKind kind = cursor_.kind();
        if (kind == wanted) return true;
        if (kind != JsonKind::null) refuse(kind_name(kind), name());
        cursor_.skip();
        return false;
    }

    void refuse(std::string_view value, std::string_view type) {
        if (!out_.error.empty()) return;
        out_.error = concat("json: cannot unmarshal ", value, " into Go ");
        if (fields_.empty())
            out_.error += concat("value of type ", type);
        else
            out_.error += concat("struct field ", structure_, ".", join(fields_, "."), " of type ", type);
    }

    JsonCursor cursor_;
    Version version_;
    ConfigRead& out_;
    std::string_view structure_;
    std::vector<std::string> fields_;
};

}  // namespace

ConfigRead read_config(std::string_view json, Version version) {
    constexpr size_t most = 64 << 20;
    ConfigRead read;
    if (json.size() > most)
        read.error = concat("the config has more than ", most, " bytes");
    else
        read.error = check_json(json);
    if (read.error.empty()) Reader(json, version, read).run();
    return read;
}

bool is_version(std::string_view text) {
    auto parts = split(text.substr(0, text.find_first_of("-+")), '.');
    if (parts.size() != 3) return false;
    for (std::string_view part : parts)
        if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) return false;
    return true;
}

}  // namespace nagaya::ignition
