#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

namespace {

void lower_config_files(Lowering& lowering, const LoweredService& service) {
    for (const model::ConfigFile& file : service.service->files) {
        const Span origin = lowering.place_of(file.file, service.service->at);
        const std::string path = concat(service.path, "/files/", file.path);
        lowering.put_parents(service.path, path, service.name(), origin);
        std::optional<std::string> bytes = file.bytes;
        if (!file.binary) {
            bytes = service.variables.expand_file(lowering.sources.text(file.file), file.file, lowering.report);
        }
        if (!bytes) continue;
        lowering.put_file(
            path, service.name(), concat("files/", file.path), origin,
            {.owner = root_owner,
             .mode = file.executable ? 0755U : 0644U,
             .content = lowering.findings_only ? state::Content() : state::Content::of(*std::move(bytes))});
    }
}

void lower_data(Lowering& lowering, const LoweredService& service) {
    const std::string root = concat(lowering.site.settings.data_root.value, '/', service.account());
    const state::Directory own{.owner = {.uid = 0, .gid = service.owner().gid}, .mode = 0750, .keep = true};
    for (const model::Data& data : service.service->data) {
        // Shared by the services of an account, so none of them owns it.
        lowering.put_directory(root, {}, service.service->account.at, own);
        const auto mapped = [&](const Located<uint32_t>& id) {
            const std::optional<uint32_t> number = host_id(service, id.value);
            if (!number) {
                lowering.report.add({.code = "unmapped-id",
                                     .message = concat("the id `", id.value, "` is outside the account's ids: `",
                                                       service.account(), "` has ", service.ids->subid_count),
                                     .at = id.at == Span{} ? data.at : id.at,
                                     .help = "choose a smaller id, or a larger `size` under [accounts] subids"});
            }
            return number;
        };
        const std::optional<uint32_t> uid = mapped(data.owner);
        const std::optional<uint32_t> gid = data.group.value == data.owner.value ? uid : mapped(data.group);
        if (!uid || !gid) continue;
        const std::string path = concat(root, '/', data.path.value);
        // What is declared itself comes first, whichever order it is declared in; `put_directory` leaves it as it is.
        lowering.state.put({.kind = state::Kind::directory, .scope = {}, .name = path},
                           {.service = service.name(),
                            .origin = data.at,
                            .role = concat("data ", data.path.value),
                            .value = state::Directory{.owner = {.uid = *uid, .gid = *gid},
                                                      .mode = data.mode.value,
                                                      .keep = true,
                                                      .any_user = data.owner.at == Span{},
                                                      .any_group = data.group.at == Span{},
                                                      .any_mode = data.mode.at == Span{}}});
        for (size_t slash = path.find('/', root.size() + 1); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            lowering.put_directory(path.substr(0, slash), service.name(), data.at, own);
        }
    }
}

}  // namespace

std::optional<uint32_t> host_id(const LoweredService& service, uint32_t id) {
    if (service.service->rootful()) return id;
    if (id == 0) return service.ids->uid;
    if (id > service.ids->subid_count) return std::nullopt;
    return service.ids->subid_start + id - 1;
}

void lower_files(Lowering& lowering) {
    if (lowering.services.empty()) return;
    const model::SiteSettings& settings = lowering.site.settings;
    const Span origin = settings.install_root.at == Span{} ? settings.name.at : settings.install_root.at;
    lowering.put_directory(settings.install_root.value, {}, origin, {.owner = root_owner, .mode = 0755, .keep = false});
    for (const LoweredService& service : lowering.services) {
        lowering.put_directory(service.path, service.name(), service.service->at,
                               {.owner = {.uid = 0, .gid = service.owner().gid}, .mode = 0750, .keep = false});
        lower_config_files(lowering, service);
        lower_data(lowering, service);
    }
}

}  // namespace nagaya::lower
