# Host demo of the site with the prefix lab. Written by nagaya: render it again rather than changing it.
{ pkgs, ... }:

let
  quadlets.root."containers/systemd/lab-hostinfo-page.container".text = ''
    # On the host: /etc/containers/systemd/lab-hostinfo-page.container, started as lab-hostinfo-page.service.
    [Unit]
    Description=Page about this machine

    [Container]
    Image=localhost/hostinfo:dd43a7d94d6d
    PublishPort=8088:8080
    Volume=/srv/nagaya/hostinfo/files/page.conf:/etc/nginx/conf.d/page.conf:ro
    Volume=/srv/data/root/hostinfo:/srv/hostinfo:ro
    ReadOnly=true
    NoNewPrivileges=true
    DropCapability=all

    [Service]
    Restart=on-failure

    [Install]
    WantedBy=multi-user.target
  '';

  files.root = {
    "/srv/nagaya/hostinfo/files/page.conf"."f+" = {
      user = "root";
      group = "root";
      mode = "0644";
      argument = ''
        server {
            listen 8080;
            default_type text/plain;
            root /srv/hostinfo;

            location = / {
                try_files /uptime =404;
            }
        }
      '';
    };
    "/srv/nagaya/hostinfo/image/Containerfile"."f+" = {
      user = "root";
      group = "root";
      mode = "0644";
      argument = ''
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
    "/srv/nagaya/hostinfo/image/nginx.conf"."f+" = {
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
in
{
  virtualisation.podman.enable = true;

  systemd.packages = [
    (pkgs.linkFarm "lab-quadlets" [
      {
        name = "etc/systemd/system/lab-hostinfo-page.service";
        path = "/run/systemd/generator/lab-hostinfo-page.service";
      }
    ])
  ];

  environment.etc = quadlets.root;

  systemd.tmpfiles.settings."10-lab" =
    files.root
    // {
      "/srv/data/root".d = {
        user = "root";
        group = "root";
        mode = "0750";
      };
      "/srv/data/root/hostinfo".d = {
        user = "root";
        group = "33";
        mode = "0750";
      };
      "/srv/nagaya".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/hostinfo".d = {
        user = "root";
        group = "root";
        mode = "0750";
      };
      "/srv/nagaya/hostinfo/files".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
      "/srv/nagaya/hostinfo/image".d = {
        user = "root";
        group = "root";
        mode = "0755";
      };
    };

  systemd.services = {
    lab-hostinfo-measure = {
      description = "Write down how long this machine has been up";
      before = [ "lab-hostinfo-page.service" ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = "/usr/bin/uptime --pretty";
        StandardOutput = "truncate:/srv/data/root/hostinfo/uptime";
      };
    };
    lab-hostinfo-page = {
      overrideStrategy = "asDropin";
      restartTriggers = [
        (builtins.toJSON quadlets.root)
        (builtins.toJSON files.root)
      ];
    };
  };

  systemd.timers.lab-hostinfo-measure = {
    description = "Measure every minute";
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnActiveSec = 0;
      OnCalendar = "minutely";
      AccuracySec = "1s";
    };
  };

  networking.firewall.allowedTCPPorts = [ 8088 ];
}
