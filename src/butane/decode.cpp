#include "butane/decode.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "butane/known_field.hpp"
#include "ignition/unit_text.hpp"

namespace nagaya::butane {

namespace {

using ignition::Described;
using ignition::is_list;
using syntax::YamlNode;

double allowed_alias_share(size_t decoded) {
    constexpr double low = 400'000;
    constexpr double high = 4'000'000;
    auto count = static_cast<double>(decoded);
    if (count <= low) return 0.99;
    if (count >= high) return 0.10;
    return 0.99 - 0.89 * ((count - low) / (high - low));
}

}  // namespace

/// Names of our structures in the reference. Those of fcos and openshift are of other packages than the base's.
template <class T>
struct Decoder::GoName {
    static constexpr TypeName type = {.package = Package::none, .name = "string"};
};
#define NAGAYA_GO_NAME(T, text, where)                                              \
    template <>                                                                     \
    struct Decoder::GoName<T> {                                                     \
        static constexpr TypeName type = {.package = Package::where, .name = text}; \
    }
NAGAYA_GO_NAME(ignition::Verification, "Verification", base);
NAGAYA_GO_NAME(ignition::HttpHeader, "HTTPHeader", base);
NAGAYA_GO_NAME(ignition::Directory, "Directory", base);
NAGAYA_GO_NAME(ignition::Link, "Link", base);
NAGAYA_GO_NAME(ignition::Partition, "Partition", base);
NAGAYA_GO_NAME(ignition::Disk, "Disk", base);
NAGAYA_GO_NAME(ignition::Raid, "Raid", base);
NAGAYA_GO_NAME(ignition::Cex, "Cex", base);
NAGAYA_GO_NAME(ignition::ClevisCustom, "ClevisCustom", base);
NAGAYA_GO_NAME(ignition::Tang, "Tang", base);
NAGAYA_GO_NAME(ignition::Clevis, "Clevis", base);
NAGAYA_GO_NAME(ignition::Group, "PasswdGroup", base);
NAGAYA_GO_NAME(ignition::KernelArguments, "KernelArguments", base);
NAGAYA_GO_NAME(ignition::Proxy, "Proxy", base);
NAGAYA_GO_NAME(ignition::Timeouts, "Timeouts", base);
NAGAYA_GO_NAME(Resource, "Resource", base);
NAGAYA_GO_NAME(File, "File", base);
NAGAYA_GO_NAME(Filesystem, "Filesystem", base);
NAGAYA_GO_NAME(Luks, "Luks", base);
NAGAYA_GO_NAME(Tree, "Tree", base);
NAGAYA_GO_NAME(Storage, "Storage", base);
NAGAYA_GO_NAME(Dropin, "Dropin", base);
NAGAYA_GO_NAME(Unit, "Unit", base);
NAGAYA_GO_NAME(Quadlet, "Quadlet", base);
NAGAYA_GO_NAME(Systemd, "Systemd", base);
NAGAYA_GO_NAME(User, "PasswdUser", base);
NAGAYA_GO_NAME(Passwd, "Passwd", base);
NAGAYA_GO_NAME(ConfigReferences, "IgnitionConfig", base);
NAGAYA_GO_NAME(Tls, "TLS", base);
NAGAYA_GO_NAME(Security, "Security", base);
NAGAYA_GO_NAME(Ignition, "Ignition", base);
NAGAYA_GO_NAME(BootDeviceLuks, "BootDeviceLuks", fcos);
NAGAYA_GO_NAME(BootDeviceMirror, "BootDeviceMirror", fcos);
NAGAYA_GO_NAME(BootDevice, "BootDevice", fcos);
NAGAYA_GO_NAME(GrubUser, "GrubUser", fcos);
NAGAYA_GO_NAME(Grub, "Grub", fcos);
NAGAYA_GO_NAME(Metadata, "Metadata", openshift);
NAGAYA_GO_NAME(OpenShift, "OpenShift", openshift);
NAGAYA_GO_NAME(Config, "Config", none);
NAGAYA_GO_NAME(Header, "config.commonFields", none);
#undef NAGAYA_GO_NAME

/// Go's names for lists of texts that have one of their own.
std::string_view Decoder::text_type(std::string_view structure, std::string_view field) const {
    int level = dialect_ ? dialect_->level() : 0;
    if (structure == "Raid" && field == "devices") return "Device";
    if (structure == "PasswdUser" && field == "groups") return "Group";
    if (field == "ssh_authorized_keys") return "SSHAuthorizedKey";
    if (structure == "KernelArguments") return "KernelArgument";
    if (structure == "Raid" && field == "options" && level < 4) return "RaidOption";
    if (structure == "Luks" && field == "options" && level < 4) return "LuksOption";
    if (structure == "Filesystem" && field == "options" && level < 1) return "FilesystemOption";
    return "";
}

template <class Struct, class Member>
Decoder::TypeName Decoder::type_of(const ignition::Field<Struct, Member>& field) const {
    if constexpr (std::is_same_v<Member, ignition::Owner>) {
        return {.package = Package::base, .name = field.snake == "user" ? "NodeUser" : "NodeGroup"};
    } else if constexpr (Described<Member>) {
        return GoName<Member>::type;
    } else if constexpr (std::is_same_v<Member, Texts>) {
        std::string_view named = text_type(GoName<Struct>::type.name, field.snake);
        if (!named.empty()) return {.package = Package::base, .name = named};
    } else if constexpr (is_list<Member>) {
        if constexpr (Described<typename Member::value_type>) {
            TypeName type = GoName<typename Member::value_type>::type;
            type.named_list = field.snake == "http_headers";
            return type;
        }
    }
    return {.package = Package::none, .name = "string"};
}

std::string Decoder::type_name(const TypeName& type, bool list) const {
    auto named = [](std::string_view head, int minor, bool experimental) {
        return concat(head, minor, experimental ? "_exp." : ".");
    };
    std::string package;
    if (type.package == Package::base && dialect_)
        package = named("v0_", dialect_->level() + 1, dialect_->level() == 7);
    if (type.package == Package::fcos && dialect_) package = named("v1_", dialect_->fcos, dialect_->fcos == 8);
    if (type.package == Package::openshift && dialect_)
        package = named("v4_", dialect_->openshift, dialect_->openshift == 23);
    if (list && type.named_list) return concat(package, type.name, "s");
    return concat(list ? "[]" : "", package, type.name);
}

size_t Decoder::line(const Node& node) const { return sources_.position(node.at.file, node.at.begin).line; }

void Decoder::fail(const Node& node, std::string message) {
    if (!failure_) failure_ = TypeError{.node = &node, .message = std::move(message)};
}

void Decoder::mismatch(const Node& node, std::string_view tag, std::string_view type) {
    bool tagged = !node.tag.empty() && node.tag != "!";
    std::string message = concat("cannot unmarshal ", tagged ? short_tag(node.tag) : std::string(tag));
    if (node.is_scalar()) {
        std::string_view text = node.text;
        message += text.size() > 10 ? concat(" `", text.substr(0, 7), "...`") : concat(" `", text, "`");
    }
    message += concat(" into ", type);
    errors_.push_back({.node = &node, .message = std::move(message)});
}

const YamlNode* Decoder::enter(const Node& node) {
    ++decoded_;
    if (!open_aliases_.empty()) ++decoded_by_alias_;
    if (decoded_by_alias_ > 100 && decoded_ > 1000 &&
        static_cast<double>(decoded_by_alias_) / static_cast<double>(decoded_) > allowed_alias_share(decoded_)) {
        fail(node, "document contains excessive aliasing");
        return nullptr;
    }
    if (failure_) return nullptr;
    if (!node.is_alias()) return &node;
    if (!open_aliases_.insert(&node).second) {
        fail(node, concat("anchor '", node.text, "' value contains itself"));
        return nullptr;
    }
    return node.target ? enter(*node.target) : nullptr;
}

void Decoder::leave(const Node& node) {
    if (!node.is_alias()) return;
    open_aliases_.erase(&node);
    if (node.target && node.target->is_alias()) leave(*node.target);
}

std::optional<Scalar> Decoder::scalar(const Node& node) {
    Scalar scalar = resolve_scalar(node);
    if (scalar.failure.empty()) return scalar;
    fail(node, std::move(scalar.failure));
    return std::nullopt;
}

bool Decoder::key_text(const Node& key, std::string_view& name) {
    const Node* node = enter(key);
    if (!node) return false;
    leave(key);
    if (!node->is_scalar()) {
        mismatch(*node, node->is_sequence() ? "!!seq" : "!!map", "string");
        return false;
    }
    auto found = scalar(*node);
    if (!found || found->kind == Scalar::Kind::null) return false;
    name = node->text;
    return true;
}

bool Decoder::has_repeated_keys(const Node& node) {
    std::unordered_map<std::string_view, const Node*> seen;
    std::vector<TypeError> found;
    for (const auto& pair : node.pairs) {
        if (!pair.key->is_scalar()) continue;
        auto [first, is_new] = seen.try_emplace(pair.key->text, pair.key);
        if (is_new) continue;
        found.push_back({.node = pair.key,
                         .message = concat("mapping key ", ignition::go_quoted(pair.key->text),
                                           " already defined at line ", line(*first->second))});
    }
    if (found.empty()) return false;
    errors_.insert(errors_.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    return true;
}

template <class T>
bool Decoder::value(const Node& given, std::optional<T>& out, const TypeName& type) {
    const Node& target = syntax::resolved(given);
    if (target.is_scalar())
        if (auto found = resolve_scalar(target); found.failure.empty() && found.kind == Scalar::Kind::null) return true;
    T read{};
    bool good = value(given, read, type);
    if (good) out = std::move(read);
    return good;
}

template <class T>
bool Decoder::value(const Node& given, std::vector<T>& out, const TypeName& type) {
    const Node* node = enter(given);
    if (!node) return false;
    bool good = false;
    if (node->is_sequence()) {
        out.clear();
        out.reserve(node->items.size());
        for (const Node* item : node->items) {
            T read{};
            if (value(*item, read, type)) out.push_back(std::move(read));
            if (failure_) break;
        }
        good = true;
    } else if (node->is_mapping()) {
        if (!has_repeated_keys(*node)) mismatch(*node, "!!map", type_name(type, true));
    } else if (auto found = scalar(*node)) {
        good = found->kind == Scalar::Kind::null;
        if (!good) mismatch(*node, found->tag, type_name(type, true));
    }
    leave(given);
    return good;
}

template <Described T>
bool Decoder::value(const Node& given, T& out, const TypeName& type) {
    const Node* node = enter(given);
    if (!node) return false;
    bool good = false;
    if (node->is_mapping()) {
        if (!has_repeated_keys(*node)) {
            mapping(*node, out);
            good = true;
        }
    } else if (node->is_sequence()) {
        mismatch(*node, "!!seq", type_name(type, false));
    } else if (auto found = scalar(*node)) {
        if (found->kind != Scalar::Kind::null) mismatch(*node, found->tag, type_name(type, false));
    }
    leave(given);
    return good;
}

template <Described T>
void Decoder::field(const Node& node, std::string_view name, T& out) {
    bool known = false;
    ignition::for_each_field<T>([&](const auto& field) {
        if (known || field.snake != name) return;
        known = true;
        if (dialect_ && !is_known(field, *dialect_, in_reference_)) return;
        bool outside = std::exchange(in_reference_, holds_references<T>);
        value(node, out.*(field.member), type_of(field));
        in_reference_ = outside;
    });
}

template <Described T>
void Decoder::mapping(const Node& node, T& out) {
    Names* taken = std::exchange(inherited_, nullptr);
    const Node* merged = nullptr;
    for (const auto& pair : node.pairs) {
        if (failure_) return;
        if (is_merge_key(*pair.key)) {
            merged = pair.value;
            continue;
        }
        std::string_view name;
        if (!key_text(*pair.key, name)) continue;
        if (taken && !taken->insert(name).second) continue;
        field(*pair.value, name, out);
    }
    if (merged) merge(node, *merged, out, taken);
}

/// `taken`: what wins over the merged mappings; each adds its own keys, so that earlier ones win over later.
template <Described T>
void Decoder::merge(const Node& parent, const Node& merged, T& out, Names* taken) {
    Names own;
    if (!taken) {
        for (const auto& pair : parent.pairs)
            if (pair.key->is_scalar() && !is_merge_key(*pair.key)) own.insert(pair.key->text);
        taken = &own;
    }
    auto is_map = [](const Node& node) {
        return node.is_mapping() || (node.is_alias() && node.target && node.target->is_mapping());
    };
    auto take = [&](const Node& node) {
        if (!is_map(node)) {
            fail(node, "map merge requires map or sequence of maps as the value");
            return;
        }
        inherited_ = taken;
        value(node, out, GoName<T>::type);
        inherited_ = nullptr;
    };
    if (!merged.is_sequence()) {
        take(merged);
        return;
    }
    for (const Node* item : merged.items) {
        take(*item);
        if (failure_) return;
    }
}

void Decoder::decode(const Node& root, Config& out) { value(root, out, GoName<Config>::type); }

void Decoder::decode(const Node& root, Header& out) { value(root, out, GoName<Header>::type); }

std::string Decoder::message() const {
    if (failure_) return concat("yaml: ", failure_->message);
    if (errors_.empty()) return "";
    std::string out = "yaml: unmarshal errors:";
    for (const TypeError& error : errors_) out += concat("\n  line ", line(*error.node), ": ", error.message);
    return out;
}

}  // namespace nagaya::butane
