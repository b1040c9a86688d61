# Host demo of the site with the prefix hello. Written by nagaya: render it again rather than changing it.
{ config, pkgs, ... }:

let
  quadlets = {
    greeter = {
      "containers/systemd/users/2000/greeter.container".text = ''
        [Unit]
        Description=Greeter

        [Container]
        Image=localhost/base:b206ae77e1ec
        PublishPort=127.0.0.1:20000:8080
        Volume=/srv/nagaya/greeter/files/greeter.conf:/etc/nginx/conf.d/greeter.conf:ro
        Volume=/srv/nagaya/greeter/files/greeting.txt:/srv/greeter/greeting:ro
        Volume=/srv/data/greeter/clock:/srv/clock:ro
        ReadOnly=true
        NoNewPrivileges=true
        DropCapability=all

        [Service]
        Restart=on-failure

        [Install]
        WantedBy=default.target
      '';
      "containers/systemd/users/2000/greeter.container.d/10-limits.conf".text = ''
        # A drop-in: settings beside the unit instead of in it. Another service may bring drop-ins for this unit too.
        [Container]
        Ulimit=nofile=512:1024

        [Service]
        MemoryMax=128M
      '';
    };
    web."containers/systemd/users/2001/web.container".text = ''
      [Unit]
      Description=Web server of hello.test

      [Container]
      Image=localhost/web:3d7a3d4c1165
      PublishPort=127.0.0.1:20001:8080
      # Under this address the container reaches what other services publish on 127.0.0.1 of the host.
      Network=pasta:--map-host-loopback=169.254.1.3
      Volume=/srv/nagaya/web/files/site.conf:/etc/nginx/conf.d/site.conf:ro
      Volume=/srv/nagaya/web/files/html:/srv/html:ro
      ReadOnly=true
      NoNewPrivileges=true
      DropCapability=all

      [Service]
      Restart=on-failure

      [Install]
      WantedBy=default.target
    '';
  };

  files = {
    greeter = {
      "/srv/nagaya/greeter/files/greeter.conf"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          server {
              listen 8080;
              default_type text/plain;

              location = /greeting {
                  root /srv/greeter;
              }
              location = /greeting/hour {
                  alias /srv/clock/hour;
              }
          }
        '';
      };
      "/srv/nagaya/greeter/files/greeting.txt"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          Good day from the service greeter!
        '';
      };
    };
    shared = {
      "/srv/nagaya/images/base/Containerfile"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          # The image both services stand on: nginx from Debian packages, ready to run without root.
          FROM docker.io/library/debian:bookworm-slim

          RUN apt-get update \
           && apt-get install --yes --no-install-recommends nginx-light \
           && rm -rf /var/lib/apt/lists/*

          COPY nginx.conf /etc/nginx/nginx.conf

          USER www-data
          EXPOSE 8080
          STOPSIGNAL SIGQUIT
          CMD ["nginx"]
        '';
      };
      "/srv/nagaya/images/base/nginx.conf"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          # nginx as one unprivileged user on a read-only root: everything it writes goes to /tmp, its log to the journal.
          daemon off;
          worker_processes 1;
          pid /tmp/nginx.pid;
          error_log stderr notice;

          events {
              worker_connections 256;
          }

          http {
              include /etc/nginx/mime.types;
              default_type application/octet-stream;
              access_log /dev/stdout;

              client_body_temp_path /tmp/client_body;
              proxy_temp_path /tmp/proxy;
              fastcgi_temp_path /tmp/fastcgi;
              uwsgi_temp_path /tmp/uwsgi;
              scgi_temp_path /tmp/scgi;

              include /etc/nginx/conf.d/*.conf;
          }
        '';
      };
    };
    web = {
      "/srv/nagaya/web/files/html/index.html"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          <!doctype html>
          <html lang="en">
          <meta charset="utf-8">
          <title>hello.test</title>
          <h1>Hello from hello.test</h1>
          <p>This page is a file of the service <code>web</code>, which runs as the account <code>web</code>.</p>
          <p>The <a href="/greeting">greeting</a> and the <a href="/greeting/hour">hour</a> come from another service under another account.</p>
          </html>
        '';
      };
      "/srv/nagaya/web/files/site.conf"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          server {
              listen 8080;
              server_name hello.test localhost;
              root /srv/html;

              location /greeting {
                  proxy_pass http://169.254.1.3:20000;
                  proxy_set_header Host $host;
                  proxy_connect_timeout 5s;
              }

              error_page 502 504 /away.html;
              location = /away.html {
                  root /srv/errors;
                  internal;
              }
          }
        '';
      };
      "/srv/nagaya/web/image/Containerfile"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          # Our own part of the web server's image: the page it shows while the greeter is away.
          FROM localhost/base

          COPY away.html /srv/errors/away.html
        '';
      };
      "/srv/nagaya/web/image/away.html"."f+" = {
        user = "root";
        group = "root";
        mode = "0644";
        argument = ''
          <!doctype html>
          <title>Away</title>
          <p>The greeter is not here at the moment.</p>
        '';
      };
    };
  };
in
{
  users.groups = {
    greeter.gid = 2000;
    web.gid = 2001;
  };

  users.users = {
    greeter = {
      isSystemUser = true;
      description = "nagaya service account";
      uid = 2000;
      group = "greeter";
      home = "/home/greeter";
      createHome = true;
      homeMode = "0750";
      linger = true;
      subUidRanges = [
        {
          startUid = 1000000;
          count = 65536;
        }
      ];
      subGidRanges = [
        {
          startGid = 1000000;
          count = 65536;
        }
      ];
    };
    web = {
      isSystemUser = true;
      description = "nagaya service account";
      uid = 2001;
      group = "web";
      home = "/home/web";
      createHome = true;
      homeMode = "0750";
      linger = true;
      subUidRanges = [
        {
          startUid = 1065536;
          count = 65536;
        }
      ];
      subGidRanges = [
        {
          startGid = 1065536;
          count = 65536;
        }
      ];
    };
  };

  virtualisation.podman.enable = true;

  environment.etc =
    quadlets.greeter
    // quadlets.web
    // {
      "nagaya/hello.nft".text = ''
        # Generated by nagaya for the site hello; changes made here are lost.
        table inet nagaya_hello
        delete table inet nagaya_hello
        table inet nagaya_hello {
        	chain clients_tcp_20000 {
        		meta skuid 2000 return
        		meta skuid 1000000-1065535 return
        		meta skuid 0 return
        		meta skuid 2001 return
        		meta skuid 1065536-1131071 return
        		reject with tcp reset
        	}
        	chain clients_tcp_20001 {
        		meta skuid 0 return
        		meta skuid 2001 return
        		meta skuid 1065536-1131071 return
        		reject with tcp reset
        	}
        	chain input {
        		type filter hook input priority filter; policy accept;
        		iif "lo" accept
        		tcp dport 20000 reject with tcp reset comment "greeter/http"
        		tcp dport 20001 reject with tcp reset comment "web/http"
        	}
        	chain loopback_ports {
        		type filter hook output priority filter; policy accept;
        		oif "lo" tcp flags & (fin | syn | rst | ack) == syn tcp dport vmap { 20000 : jump clients_tcp_20000, 20001 : jump clients_tcp_20001 }
        	}
        }
      '';
    };

  systemd.tmpfiles.settings."10-hello" =
    files.greeter
    // files.shared
    // files.web
    // {
      "/srv/data/greeter".d = {
        user = "root";
        group = "greeter";
        mode = "0750";
      };
      "/srv/data/greeter/clock".d = {
        user = "greeter";
        group = "1000032";
        mode = "0750";
      };
      "/srv/nagaya".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/greeter".d = {
        user = "root";
        group = "greeter";
        mode = "0750";
      };
      "/srv/nagaya/greeter/files".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/images".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/images/base".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/web".d = {
        user = "root";
        group = "web";
        mode = "0750";
      };
      "/srv/nagaya/web/files".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/web/files/html".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/web/image".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
    };

  systemd.services = {
    hello-account-greeter = {
      description = "Services of greeter, restarted when a rebuild changes them";
      wantedBy = [ "multi-user.target" ];
      wants = [ "user@2000.service" ];
      after = [ "user@2000.service" ];
      reloadTriggers = [
        (builtins.toJSON quadlets.greeter)
        (builtins.toJSON files.greeter)
        config.systemd.user.units."clock.service".text
        config.systemd.user.units."clock.timer".text
      ];
      environment.XDG_RUNTIME_DIR = "/run/user/2000";
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = "greeter";
        ExecStart = "${pkgs.systemd}/bin/systemctl --user start clock.timer greeter.service";
        ExecReload = [
          "${pkgs.systemd}/bin/systemctl --user daemon-reload"
          "${pkgs.systemd}/bin/systemctl --user restart clock.timer greeter.service"
        ];
      };
    };
    hello-account-web = {
      description = "Services of web, restarted when a rebuild changes them";
      wantedBy = [ "multi-user.target" ];
      wants = [ "user@2001.service" ];
      after = [ "user@2001.service" ];
      reloadTriggers = [
        (builtins.toJSON quadlets.web)
        (builtins.toJSON files.web)
      ];
      environment.XDG_RUNTIME_DIR = "/run/user/2001";
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = "web";
        ExecStart = "${pkgs.systemd}/bin/systemctl --user start web.service";
        ExecReload = [
          "${pkgs.systemd}/bin/systemctl --user daemon-reload"
          "${pkgs.systemd}/bin/systemctl --user restart web.service"
        ];
      };
    };
    hello-greeter-ready = {
      description = "greeter is up, for those who need it";
      wants = [ "user@2000.service" ];
      after = [ "user@2000.service" ];
      environment.XDG_RUNTIME_DIR = "/run/user/2000";
      serviceConfig = {
        Type = "oneshot";
        User = "greeter";
        ExecStart = "${pkgs.systemd}/bin/systemctl --user start greeter.service";
        TimeoutStartSec = "90s";
      };
    };
    hello-images-greeter = {
      description = "Images of greeter";
      wantedBy = [ "multi-user.target" ];
      wants = [
        "network-online.target"
        "user-runtime-dir@2000.service"
      ];
      after = [
        "network-online.target"
        "user-runtime-dir@2000.service"
      ];
      before = [ "user@2000.service" ];
      environment = {
        XDG_RUNTIME_DIR = "/run/user/2000";
        BUILDAH_ISOLATION = "chroot";
      };
      path = [
        "/run/wrappers"
        pkgs.podman
      ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = "greeter";
        Delegate = true;
        TimeoutStartSec = "infinity";
        ExecStart = "${pkgs.podman}/bin/podman build --tag localhost/base:b206ae77e1ec --tag localhost/base:latest /srv/nagaya/images/base";
      };
    };
    hello-images-web = {
      description = "Images of web";
      wantedBy = [ "multi-user.target" ];
      wants = [
        "network-online.target"
        "user-runtime-dir@2001.service"
      ];
      after = [
        "network-online.target"
        "user-runtime-dir@2001.service"
      ];
      before = [ "user@2001.service" ];
      environment = {
        XDG_RUNTIME_DIR = "/run/user/2001";
        BUILDAH_ISOLATION = "chroot";
      };
      path = [
        "/run/wrappers"
        pkgs.podman
      ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = "web";
        Delegate = true;
        TimeoutStartSec = "infinity";
        ExecStart = [
          "${pkgs.podman}/bin/podman build --tag localhost/base:b206ae77e1ec --tag localhost/base:latest /srv/nagaya/images/base"
          "${pkgs.podman}/bin/podman build --tag localhost/web:3d7a3d4c1165 --tag localhost/web:latest /srv/nagaya/web/image"
        ];
      };
    };
    hello-nftables = {
      description = "Packet filter of the site hello";
      conflicts = [ "shutdown.target" ];
      before = [
        "network-pre.target"
        "shutdown.target"
      ];
      wants = [ "network-pre.target" ];
      after = [ "nftables.service" ];
      partOf = [ "nftables.service" ];
      wantedBy = [
        "sysinit.target"
        "nftables.service"
      ];
      unitConfig = {
        DefaultDependencies = false;
        ReloadPropagatedFrom = "nftables.service";
      };
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStart = "${pkgs.nftables}/bin/nft -f /etc/nagaya/hello.nft";
        ExecReload = "${pkgs.nftables}/bin/nft -f /etc/nagaya/hello.nft";
        ExecStop = "-${pkgs.nftables}/bin/nft delete table inet nagaya_hello";
        ProtectSystem = "full";
        ProtectHome = "yes";
      };
    };
    hello-web-http = {
      description = "Port 80 of web handed on to 127.0.0.1:20001";
      requires = [ "hello-web-http.socket" ];
      after = [ "hello-web-http.socket" ];
      serviceConfig = {
        ExecStart = "${pkgs.systemd}/lib/systemd/systemd-socket-proxyd 127.0.0.1:20001";
        User = "web";
        CapabilityBoundingSet = "";
        NoNewPrivileges = true;
        ProtectSystem = "strict";
        ProtectHome = "yes";
        PrivateTmp = "yes";
        PrivateDevices = true;
        RestrictAddressFamilies = "AF_UNIX AF_INET AF_INET6";
      };
    };
    "user@2001" = {
      overrideStrategy = "asDropin";
      wants = [ "hello-greeter-ready.service" ];
      after = [ "hello-greeter-ready.service" ];
    };
  };

  systemd.sockets.hello-web-http = {
    description = "Port 80 of web (http)";
    listenStreams = [ "80" ];
    wantedBy = [ "sockets.target" ];
  };

  systemd.user.services.clock = {
    description = "Write down the hour for the greeter";
    serviceConfig = {
      Type = "oneshot";
      ExecStart = "${pkgs.coreutils}/bin/date +%%H";
      StandardOutput = "truncate:/srv/data/greeter/clock/hour";
    };
    unitConfig.ConditionUser = "greeter";
  };

  systemd.user.timers.clock = {
    description = "Write down the hour, every hour";
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnActiveSec = 0;
      OnCalendar = "hourly";
      AccuracySec = "1s";
    };
    unitConfig.ConditionUser = "greeter";
  };

  networking.firewall.allowedTCPPorts = [ 80 ];
}
