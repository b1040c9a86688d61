#include "lab/record.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace nagaya::lab {
namespace {

constexpr int64_t format = 1;

bool is_key(std::string_view text) {
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string print_record(const HostRecord& record) {
    JsonObject object;
    object.emplace_back("format", format);
    object.emplace_back("network", record.network.text());
    object.emplace_back("octet", record.octet);
    object.emplace_back("image", record.image);
    object.emplace_back("created", int64_t{record.created.time_since_epoch().count()});
    return print_json(Json(std::move(object)), JsonStyle::indented) + "\n";
}

Result<HostRecord> parse_record(std::string_view text) {
    const Json json = TRY(parse_json(text));
    if (json["format"].number() != format)
        return fail(ErrorKind::malformed,
                    concat("the host's record has format ", json["format"].number(), ", not ", format));
    const int64_t octet = json["octet"].number();
    if (octet < 2 || octet > 254) return fail(ErrorKind::malformed, concat("the host's record has the octet ", octet));
    const std::string_view image = json["image"].text();
    if (!is_key(image))
        return fail(ErrorKind::malformed, concat("the host's record has the image `", visible(image), "`"));
    const std::optional<Network> network = parse_network(json["network"].text());
    if (!network || network->prefix != 24) return fail(ErrorKind::malformed, "the host's record has no network");
    return HostRecord{.network = *network,
                      .octet = static_cast<unsigned>(octet),
                      .image = std::string(image),
                      .created = std::chrono::sys_seconds(std::chrono::seconds(json["created"].number()))};
}

}  // namespace nagaya::lab
