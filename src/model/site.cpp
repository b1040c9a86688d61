#include "model/site.hpp"

namespace nagaya::model {

const Service* Site::find_service(std::string_view name) const {
    auto found = services.find(name);
    return found == services.end() ? nullptr : &found->second;
}

const Host* Site::find_host(std::string_view name) const {
    auto found = hosts.find(name);
    return found == hosts.end() ? nullptr : &found->second;
}

const ImageSource* Site::find_image(std::string_view name) const {
    if (auto found = images.find(name); found != images.end()) return &found->second;
    const Service* service = find_service(name);
    return service != nullptr && service->image ? &*service->image : nullptr;
}

}  // namespace nagaya::model
