# eval.nix { module, user } : evaluate a rendered module with nothing but Nix itself (no nixpkgs), Debian's nix-bin 2.8+.
# - a 40-line stand-in for the few lib functions an emitted module may use (anything else fails: keep the emitter to it)
# - a table of the NixOS options the emitter may set, with their types; unknown path or wrong type = error
# - what NixOS asserts of them and no type says: ids, groups, names, the path that every service has already
# Output: { config, options, failedAssertions } as data, to be compared with golden JSON.
{ module, user ? { } }:
let
  inherit (builtins) isBool isInt isString isList isAttrs isPath isFunction all attrNames attrValues mapAttrs listToAttrs concatMap filter foldl' stringLength substring match typeOf elem;
  t = name: check: { inherit name check; };
  types = rec {
    bool = t "bool" isBool; int = t "int" isInt; str = t "string" isString; lines = str; path = t "path" (v: isPath v || isString v && substring 0 1 v == "/");
    port = t "port" (v: isInt v && v >= 0 && v <= 65535); package = t "package" (v: isAttrs v || isString v);
    listOf = e: t "list of ${e.name}" (v: isList v && all e.check v); attrsOf = e: t "attrs of ${e.name}" (v: isAttrs v && all e.check (attrValues v));
    nullOr = e: t "null or ${e.name}" (v: v == null || e.check v); either = a: b: t "${a.name} or ${b.name}" (v: a.check v || b.check v);
    enum = l: t "one of ${toString l}" (v: elem v l); unspecified = t "anything" (v: true);
    line = t "string of one line" (v: isString v && match "[^\n\r]*" v != null); field = t "field of passwd" (v: isString v && match "[^:\n]*" v != null);
    unitName = t "name of a unit" (v: isString v && match "[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)" v != null);
    strMatching = r: t "string matching ${r}" (v: isString v && match r v != null);
    submodule = opts: t "submodule" (v: isAttrs v && checkAll "" opts v == [ ]); # errors are re-reported with a path below
  };
  lib = {
    inherit types; mkOption = a: a // { _type = "option"; }; mkEnableOption = d: lib.mkOption { type = types.bool; default = false; description = "Whether to enable ${d}."; };
    mkIf = cond: content: { _type = "if"; inherit cond content; }; mkMerge = contents: { _type = "merge"; inherit contents; };
    mkDefault = content: { _type = "override"; inherit content; }; mkForce = lib.mkDefault; mkOverride = _: lib.mkDefault; mkBefore = lib.mkDefault; mkAfter = lib.mkDefault;
    literalExpression = text: { _type = "literalExpression"; inherit text; };
    hasPrefix = p: s: substring 0 (stringLength p) s == p; optionalString = c: s: if c then s else ""; optional = c: x: if c then [ x ] else [ ]; optionals = c: l: if c then l else [ ];
    optionalAttrs = c: a: if c then a else { }; inherit (builtins) concatStringsSep mapAttrs attrNames; mapAttrsToList = f: a: map (n: f n a.${n}) (attrNames a);
  };
  merge = a: b: if isAttrs a && isAttrs b && !(a ? outPath) then a // mapAttrs (n: v: if a ? ${n} then merge a.${n} v else v) b
    else if isList a && isList b then a ++ b else if isString a && isString b && a != b then throw "conflicting definitions: ${a} / ${b}" else if a == b then a else throw "conflicting definitions";
  none = { _type = "none"; };
  res = v: if isAttrs v && (v._type or "") == "if" then (if v.cond then res v.content else none)
    else if isAttrs v && (v._type or "") == "merge" then foldl' (a: c: let r = res c; in if r == none then a else merge a r) { } v.contents
    else if isAttrs v && (v._type or "") == "override" then res v.content
    else if isAttrs v && !(v ? outPath) then listToAttrs (filter (x: x.value != none) (map (name: { inherit name; value = res v.${name}; }) (attrNames v)))
    else if isList v then map res v else v;
  unit = let s = types; names = s.listOf s.unitName; atom = s.either s.str (s.either s.int s.bool); opt = s.either atom (s.listOf atom); in {
    description = s.line; documentation = s.listOf s.str; enable = s.bool; wantedBy = names; requires = names; wants = names; after = names; before = names; partOf = names;
    conflicts = names; requisite = names; onFailure = names; onSuccess = names; upholds = names; startLimitBurst = s.int; startLimitIntervalSec = s.int;
    unitConfig = s.attrsOf opt; serviceConfig = t "[Service]" (v: (s.attrsOf opt).check v && elem (v.Type or "simple") [ "exec" "simple" "forking" "oneshot" "dbus" "notify" "notify-reload" "idle" ]
      && elem (v.Restart or "no") [ "no" "on-success" "on-failure" "on-abnormal" "on-abort" "always" ]); timerConfig = s.attrsOf opt; environment = s.attrsOf (s.nullOr s.str); path = s.listOf s.package; script = s.str; preStart = s.str;
    startAt = s.either s.str (s.listOf s.str); restartTriggers = s.listOf s.unspecified; overrideStrategy = s.enum [ "asDropin" "asDropinIfExists" ]; restartIfChanged = s.bool;
    requiredBy = names; upheldBy = names; bindsTo = names; aliases = names; reloadTriggers = s.listOf s.unspecified; listenStreams = s.listOf s.str; listenDatagrams = s.listOf s.str;
    socketConfig = s.attrsOf opt; pathConfig = s.attrsOf opt; sliceConfig = s.attrsOf opt; };
  mount = types.submodule (unit // { what = types.str; where = types.str; type = types.str; options = types.str; mountConfig = types.attrsOf types.unspecified; });
  automount = types.submodule (unit // { where = types.str; automountConfig = types.attrsOf types.unspecified; });
  text = { text = types.str; inherit (unit) wantedBy requiredBy upheldBy aliases overrideStrategy enable; };
  each = s: { _each = s; };
  schema = with types; let mode = strMatching "[0-7]{3,4}"; fw = { allowedTCPPorts = listOf port; allowedUDPPorts = listOf port; }; in {
    assertions = listOf unspecified; warnings = listOf str;
    environment = { etc = each { text = nullOr lines; source = path; mode = str; user = str; group = str; uid = int; gid = int; enable = bool; }; systemPackages = listOf package; };
    users = { users = each { uid = int; group = str; isSystemUser = bool; isNormalUser = bool; home = path; createHome = bool; homeMode = mode; linger = bool; description = field; shell = package; extraGroups = listOf str; autoSubUidGidRange = bool;
        subUidRanges = listOf (submodule { startUid = int; count = int; }); subGidRanges = listOf (submodule { startGid = int; count = int; }); };
      groups = each { gid = int; members = listOf str; }; };
    systemd = { services = each unit; timers = each unit; targets = each unit; sockets = each unit; paths = each unit; slices = each unit; units = each text; mounts = listOf mount; automounts = listOf automount;
      user = { services = each unit; timers = each unit; sockets = each unit; paths = each unit; targets = each unit; slices = each unit; }; packages = listOf package;
      tmpfiles = { rules = listOf str; settings = each (each (each { user = str; group = str; mode = str; age = str; argument = str; type = str; })); }; };
    boot.kernel.sysctl = attrsOf (nullOr (either bool (either str int)));
    networking = { firewall = fw // { enable = bool; interfaces = each fw; }; };
    virtualisation = { podman = { enable = bool; dockerCompat = bool; autoPrune = { enable = bool; dates = str; flags = listOf str; }; defaultNetwork = { settings = attrsOf unspecified; }; dockerSocket = { enable = bool; }; };
      containers = { enable = bool; registries = attrsOf unspecified; containersConf = { settings = attrsOf unspecified; }; storage = { settings = attrsOf unspecified; }; };
      oci-containers = { backend = enum [ "podman" "docker" ]; containers = each { image = str; ports = listOf str; volumes = listOf str; environment = attrsOf str; environmentFiles = listOf path; cmd = listOf str; labels = attrsOf str; dependsOn = listOf str;
        extraOptions = listOf str; log-driver = str; autoStart = bool; user = nullOr str; entrypoint = nullOr str; workdir = nullOr str; hostname = nullOr str; networks = listOf str; pull = enum [ "always" "missing" "never" "newer" ]; }; }; };
    sops = { secrets = each { owner = str; group = str; mode = mode; sopsFile = path; key = str; restartUnits = listOf str; format = str; }; templates = each { content = lines; owner = str; group = str; mode = mode; }; };
    age = { secrets = each { file = path; owner = str; group = str; mode = mode; }; };
  };
  checkAll = at: s: v:
    if s ? check then (if s.check v then [ ] else [ "${at}: not a ${s.name} but a ${typeOf v}" ])
    else if !(isAttrs v) then [ "${at}: must be a set" ]
    else if s ? _each then concatMap (n: checkAll "${at}.${n}" s._each v.${n}) (attrNames v)
    else concatMap (n: if s ? ${n} then checkAll "${at}.${n}" s.${n} v.${n} else [ "${at}.${n}: no such option" ]) (attrNames v);
  optTree = o: if isAttrs o && (o._type or "") == "option" then (if o ? default then o.default else none) else listToAttrs (filter (x: x.value != none) (map (name: { inherit name; value = optTree o.${name}; }) (attrNames o)));
  optSchema = o: if isAttrs o && (o._type or "") == "option" then o.type else mapAttrs (_: optSchema) o;
  over = a: b: if isAttrs a && isAttrs b then a // mapAttrs (n: v: if a ? ${n} then over a.${n} v else v) b else b;
  call = m: args: if isFunction m then m args else m;
  pkgs = listToAttrs (map (name: { inherit name; value = { outPath = "/nix/store/00000000000000000000000000000000-${name}"; inherit name; }; }) [ "podman" "coreutils" "bash" "systemd" "shadow" "nftables" ])
    // { linkFarm = name: links: { outPath = "/nix/store/00000000000000000000000000000000-${name}"; inherit name; entries = map (l: { inherit (l) name path; }) links; }; };
  rawUser = call user { inherit config lib pkgs; };   # unresolved: reading its names must not force its values
  userCfg = res rawUser;
  secretPaths = { sops.secrets = mapAttrs (n: _: { path = "/run/secrets/${n}"; }) (rawUser.sops.secrets or { }); age.secrets = mapAttrs (n: _: { path = "/run/agenix/${n}"; }) (rawUser.age.secrets or { }); };
  m0 = call module { inherit config lib pkgs; };
  m = if m0 ? config || m0 ? options then m0 else { config = m0; };
  # What other modules of NixOS have, and a rendered one may ask for.
  userUnits = listToAttrs (concatMap (kind: map (n: { name = "${n}.${kind}"; value.text = "the text of ${n}.${kind}"; }) (attrNames (m.config.systemd.user."${kind}s" or { })))
    [ "service" "socket" "timer" "path" "target" "slice" ]);
  nixos = { networking.nftables.enable = false; systemd.user.units = userUnits; };
  config = over (over (over nixos (optTree (m.options or { }))) rawUser) secretPaths;
  out = res (m.config or { });
  errs = checkAll "" schema (if out == none then { } else out) ++ checkAll "" (schema // optSchema (m.options or { })) userCfg;
  dup = let us = out.users.users or { }; ids = filter (x: x != null) (map (u: u.uid or null) (attrValues us)); in (if foldl' (a: i: a // { ${toString i} = 1; }) { } ids == { } || builtins.length (attrNames (foldl' (a: i: a // { ${toString i} = 1; }) { } ids)) == builtins.length ids then [ ] else [ "users.users: uid used twice" ])
    ++ concatMap (n: let u = us.${n}; in (if (u.isSystemUser or false) == (u.isNormalUser or false) then [ "users.users.${n}: exactly one of isSystemUser and isNormalUser" ] else [ ]) ++ (if (u.isSystemUser or false) && !(u ? group) then [ "users.users.${n}.group is unset" ] else [ ])) (attrNames us)
    ++ concatMap (n: if (out.virtualisation.oci-containers.containers.${n}) ? image then [ ] else [ "oci-containers.${n}.image is not defined" ]) (attrNames (out.virtualisation.oci-containers.containers or { }))
    ++ concatMap (n: let g = out.users.users.${n}.group or ""; in if g == "" || (out.users.groups or { }) ? ${g} then [ ] else [ "users.users.${n}.group is no group" ]) (attrNames (out.users.users or { }))
    ++ concatMap (n: if stringLength n < 32 then [ ] else [ "${n}: longer than 31 characters" ]) (attrNames (out.users.users or { }) ++ attrNames (out.users.groups or { }))
    ++ twice "users.groups: gid" (map (g: g.gid or null) (attrValues (out.users.groups or { })))
    ++ concatMap (n: if substring 0 1 n == "/" then [ "environment.etc.${n}: begins with a slash" ] else [ ]) (attrNames (out.environment.etc or { }))
    ++ concatMap (n: if match "([^'\\\n]|\\\\.)*" n == null then [ "tmpfiles: ${n}: cannot stand between single quotes" ] else [ ]) (concatMap attrNames (attrValues (out.systemd.tmpfiles.settings or { })))
    ++ concatMap pathTwice (map (n: { inherit n; s = m.config.systemd.services.${n}; }) (attrNames (m.config.systemd.services or { })) ++ map (n: { inherit n; s = m.config.systemd.user.services.${n}; }) (attrNames (m.config.systemd.user.services or { })));
  # NixOS gives every service a path, so another one must say that it wins.
  pathTwice = u: let given = (u.s.environment or { }).PATH or { _type = "override"; }; in if (given._type or "") == "override" then [ ] else [ "${u.n}: environment.PATH is set twice" ];
  twice = what: ids: let known = filter (x: x != null) ids; in if builtins.length (attrNames (listToAttrs (map (i: { name = toString i; value = 1; }) known))) == builtins.length known then [ ] else [ "${what} used twice" ];
in
{ errors = errs ++ dup; failedAssertions = map (a: a.message) (filter (a: !a.assertion) (out.assertions or [ ])); config = builtins.removeAttrs out [ "assertions" ]; }
