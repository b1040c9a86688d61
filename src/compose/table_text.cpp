// The keys of a Compose file: what may stand there (the Compose specification's JSON schema) and what the normal form keeps of
// it. One row is read by the check and by the normal form. `*` behind a key: it must be there.
//
// What may stand there: null bool int num str, int[low..high], str=one/of/these, str~name and str~pull (a pattern, in
// table.cpp), list(x) and list!(x) (no repeats), {record}, map(x) (any key; `!`: but no empty one), names(x) (keys of letters, digits,
// `._-`; `!`: no others), limits(x) (keys of small letters), object; `@` is short for one of these.
// Records: open has the x- keys besides, closed has not, loose takes any key.
#include "compose/table.hpp"

namespace nagaya::compose {

const std::string_view table_text = R"(
file open
  version               str                          string
  name                  str                          string
  include               list(str|{include})          dropped
  services              names!({service})            dropped
  models                names({model})               dropped
  networks              names(null|{network})        dropped
  volumes               names!(null|{volume})        dropped
  secrets               names!({secret})             dropped
  configs               names!({config})             dropped
include closed
  path                  str|list!(str)               strings
  env_file              str|list!(str)               strings
  project_directory     str                          string
volume open
  name                  str                          string
  driver                str                          string
  driver_opts           map(str|num)                 options
  external              bool|str|{external}          bool
  labels                @pairs                       labels
service open
  profiles              list!(str)                   strings
  annotations           @pairs                       mapping
  attach                bool|str                     bool?
  build                 str|{build}                  record? build
  develop               null|{development}           record? development
  blkio_config          {blkio_config}               record? blkio_config
  cap_add               list!(str)                   strings
  cap_drop              list!(str)                   strings
  cgroup_parent         str                          string
  cgroup                str=host/private             string
  cpu_count             str|int[0..]                 int
  cpu_percent           str|int[0..100]              float
  cpu_period            num|str                      int
  cpu_quota             num|str                      int
  cpu_rt_period         num|str                      int
  cpu_rt_runtime        num|str                      int
  cpus                  num|str                      float
  cpuset                str                          string
  cpu_shares            num|str                      int
  command               @command                     command
  configs               list(str|{configs})          records configs
  container_name        str~name                         string
  credential_spec       {credential_spec}            record? credential_spec
  depends_on            list!(str)|names!({depends_on}) names depends_on
  deploy                null|{deployment}            record? deployment
  device_cgroup_rules   list!(str)                   strings
  devices               list(str|{devices})          records devices
  dns                   str|list!(str)               strings
  dns_opt               list!(str)                   strings
  dns_search            str|list!(str)               strings
  domainname            str                          string
  entrypoint            @command                     command
  provider              {provider}                   record? provider
  environment           @pairs                       environment
  env_file              str|list(str|{env_file})     env_files
  expose                list!(str|num)               strings
  extends               str|{extends}                record? extends
  external_links        list!(str)                   strings
  extra_hosts           @hosts                       hosts
  group_add             list!(str|num)               strings
  gpus                  str=all|list({gpu_request})  records device_request
  hostname              str                          string
  healthcheck           {healthcheck}                record? healthcheck
  image                 str                          string
  init                  bool|str                     bool?
  ipc                   str                          string
  isolation             str                          string
  labels                @pairs                       labels
  label_file            str|list(str)                strings
  links                 list!(str)                   strings
  logging               {logging}                    record? logging
  mem_limit             num|str                      bytes
  mem_reservation       str|int                      bytes
  memswap_limit         num|str                      bytes
  mem_swappiness        int|str                      bytes
  mac_address           str                          string
  models                list!(str)|names({models}|null) names models
  network_mode          str                          string
  networks              list!(str)|names!({networks}|null) names networks
  oom_kill_disable      bool|str                     bool
  oom_score_adj         str|int[-1000..1000]         int
  pid                   str|null                     string
  pids_limit            num|str                      int
  platform              str                          string
  ports                 list!(num|str|{ports})       records ports
  privileged            bool|str                     bool
  pull_policy           str~pull                         string
  read_only             bool|str                     bool
  restart               str                          string
  runtime               str                          string
  scale                 int|str                      int?
  secrets               list(str|{secrets})          records secrets
  security_opt          list!(str)                   strings
  shm_size              num|str                      bytes
  stdin_open            bool|str                     bool
  stop_grace_period     str                          duration?
  stop_signal           str                          string
  storage_opt           object                       mapping
  sysctls               @pairs                       mapping
  tmpfs                 str|list!(str)               strings
  tty                   bool|str                     bool
  ulimits               limits(int|str|{ulimits})    ulimits
  use_api_socket        bool                         bool
  user                  str                          string
  userns_mode           str                          string
  uts                   str                          string
  volumes               list!(str|{volumes})         records volumes
  volumes_from          list!(str)                   strings
  working_dir           str                          string
  post_start            list({service_hook})         records service_hook
  pre_stop              list({service_hook})         records service_hook
  pull_refresh_after    str                          dropped
build open
  context               str                          string
  dockerfile            str                          string
  dockerfile_inline     str                          string
  entitlements          list(str)                    strings
  args                  @pairs                       environment
  provenance            str|bool                     string
  sbom                  str|bool                     string
  ssh                   @pairs                       ssh
  labels                @pairs                       labels
  cache_from            list(str)                    strings
  cache_to              list(str)                    strings
  no_cache              bool|str                     bool
  additional_contexts   @pairs                       mapping
  pull                  bool|str                     bool
  extra_hosts           @hosts                       hosts
  isolation             str                          string
  network               str                          string
  target                str                          string
  secrets               list(str|{secrets})          records secrets
  shm_size              int|str                      bytes
  tags                  list(str)                    strings
  ulimits               limits(int|str|{ulimits})    ulimits
  platforms             list(str)                    strings
  privileged            bool|str                     bool
development open
  watch                 list({watch})                records watch
blkio_config closed
  weight                int|str                      int
  weight_device         list({blkio_weight})         records blkio_weight
  device_read_bps       list({blkio_limit})          records blkio_limit
  device_read_iops      list({blkio_limit})          records blkio_limit
  device_write_bps      list({blkio_limit})          records blkio_limit
  device_write_iops     list({blkio_limit})          records blkio_limit
configs open
  source                str                          string
  target                str                          string
  uid                   str                          string
  gid                   str                          string
  mode                  num|str                      mode?
credential_spec open
  config                str                          string
  file                  str                          string
  registry              str                          string
depends_on open
  condition*            str=service_started/service_healthy/service_completed_successfully string
  restart               bool|str                     bool
  required              bool                         bool!
deployment open
  mode                  str                          string
  replicas              int|str                      int?
  labels                @pairs                       labels
  update_config         {update_config}              record? update_config
  rollback_config       {rollback_config}            record? update_config
  resources             {resources}                  record resources
  restart_policy        {restart_policy}             record? restart_policy
  placement             {placement}                  record placement
  endpoint_mode         str                          string
devices open
  source*               str                          string
  target                str                          string
  permissions           str                          string
provider open
  type*                 str                          string
  options               map(str|num|bool|list(str|num|bool)) multi_options
env_file closed
  path*                 str                          string
  required              bool|str                     bool
  format                str                          string
extends closed
  file                  str                          string
  service*              str                          string
gpu_request loose
  capabilities          list!(str)                   strings
  driver                str                          string
  count                 str|int                      count
  device_ids            list!(str)                   strings
  options               @pairs                       mapping
healthcheck open
  test                  str|list(str)                test
  timeout               str                          duration?
  interval              str                          duration?
  retries               num|str                      int?
  start_period          str                          duration?
  start_interval        str                          duration?
  disable               bool|str                     bool
logging open
  driver                str                          string
  options               map(str|num|null)            options
models open
  endpoint_var          str                          string
  model_var             str                          string
networks open
  aliases               list!(str)                   strings
  driver_opts           map(str|num)                 options
  gw_priority           num                          int
  interface_name        str                          string
  ipv4_address          str                          string
  ipv6_address          str                          string
  link_local_ips        list!(str)                   strings
  mac_address           str                          string
  priority              num                          int
ports open
  name                  str                          string
  mode                  str                          string
  host_ip               str                          string
  target                int|str                      int
  published             str|int                      string
  protocol              str                          string
  app_protocol          str                          string
secrets open
  source                str                          string
  target                str                          string
  uid                   str                          string
  gid                   str                          string
  mode                  num|str                      mode?
ulimits open
  soft*                 int|str                      int
  hard*                 int|str                      int
volumes open
  type*                 str=bind/volume/tmpfs/cluster/npipe/image string
  source                str                          string
  target                str                          string
  read_only             bool|str                     bool
  consistency           str                          string
  bind                  {bind}                       record? bind
  volume                {volume_options}             record? volume_options
  tmpfs                 {tmpfs}                      record? tmpfs
  image                 {image_options}              record? image_options
service_hook open
  command*              @command                     command
  user                  str                          string
  privileged            bool|str                     bool
  working_dir           str                          string
  environment           @pairs                       environment
watch open
  path*                 str                          string
  action*               str=rebuild/sync/restart/sync+restart/sync+exec string
  target                str                          string
  exec                  {service_hook}               record service_hook
  include               str|list!(str)               strings
  ignore                str|list!(str)               strings
  initial_sync          bool                         bool
blkio_weight closed
  path                  str                          string
  weight                int|str                      int
blkio_limit closed
  path                  str                          string
  rate                  int|str                      bytes
update_config open
  parallelism           int|str                      int?
  delay                 str                          duration
  failure_action        str                          string
  monitor               str                          duration
  max_failure_ratio     num|str                      float
  order                 str=start-first/stop-first   string
rollback_config open
  parallelism           int|str                      int?
  delay                 str                          duration
  failure_action        str                          string
  monitor               str                          duration
  max_failure_ratio     num|str                      float
  order                 str=start-first/stop-first   string
resources open
  limits                {limits}                     record? limits
  reservations          {reservations}               record? reservations
restart_policy open
  condition             str                          string
  delay                 str                          duration?
  max_attempts          int|str                      int?
  window                str                          duration?
placement open
  constraints           list(str)                    strings
  preferences           list({preferences})          records preferences
  max_replicas_per_node int|str                      int
bind open
  selinux               str=z/Z                      string
  propagation           str                          string
  create_host_path      bool|str                     bool
  recursive             str=enabled/disabled/writable/readonly string
volume_options open
  labels                @pairs                       mapping
  nocopy                bool|str                     bool
  subpath               str                          string
tmpfs open
  size                  int[0..]|str                 bytes
  mode                  num|str                      int
image_options open
  subpath               str                          string
limits open
  cpus                  num|str                      float
  memory                str                          bytes
  pids                  int|str                      int
reservations open
  cpus                  num|str                      float
  memory                str                          bytes
  devices               list({device_request})       records device_request
  generic_resources     list({generic_resources})    records generic_resources
preferences open
  spread                str                          string
device_request open
  capabilities*         list!(str)                   strings
  driver                str                          string
  count                 str|int                      count
  device_ids            list!(str)                   strings
  options               @pairs                       mapping
generic_resources open
  discrete_resource_spec {discrete_resource_spec}     record? discrete_resource_spec
discrete_resource_spec open
  kind                  str                          string
  value                 num|str                      int
network open
  name                  str                          string
  driver                str                          string
  driver_opts           map(str|num)                 options
  ipam                  {ipam}                       record ipam
  external              bool|str|{external}          bool
  internal              bool|str                     bool
  attachable            bool|str                     bool
  labels                @pairs                       labels
  enable_ipv4           bool|str                     bool?
  enable_ipv6           bool|str                     bool?
secret open
  name                  str                          string
  file                  str                          string
  environment           str                          string
  external              bool|str|{external_loose}    bool
  labels                @pairs                       labels
  driver                str                          string
  driver_opts           map(str|num)                 mapping
  template_driver       str                          string
config open
  name                  str                          string
  file                  str                          string
  environment           str                          string
  content               str                          string
  external              bool|str|{external_loose}    bool
  labels                @pairs                       labels
  template_driver       str                          string
model open
  name                  str                          string
  model*                str                          string
  context_size          int                          int
  runtime_flags         list(str)                    strings
ipam open
  driver                str                          string
  config                list({ipam_config})          records ipam_config
  options               map!(str)                    dropped
external open
  name                  str                          dropped
external_loose loose
  name                  str                          dropped
ipam_config open
  subnet                str                          string
  gateway               str                          string
  ip_range              str                          string
  aux_addresses         map!(str)                    mapping
)";

}  // namespace nagaya::compose
