# Countersign's program and nothing else: one static file in an empty image, run by a user that is nobody else's.
#   docker build -t countersign .

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# Linked against nothing: glibc 2.34 and later have names from DNS and /etc/hosts built in, so a static program
# finds its database without any file of glibc's. --target keeps the flag from build scripts and macros.
ENV RUSTFLAGS="-C target-feature=+crt-static"
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/source/target \
    target="$(rustc -vV | sed -n 's/^host: //p')" && \
    cargo build --locked --release --package countersign --target "$target" && \
    mkdir -p /image/etc/ssl/certs /image/var/lib/countersign && \
    cp "target/$target/release/countersign" /image/countersign && \
    cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ && \
    chown 10001:10001 /image/var/lib/countersign && chmod 700 /image/var/lib/countersign

FROM scratch
COPY --from=build /image /
USER 10001:10001
# Where the SQLite file is, if there is no other database: make it a volume then. Nothing else is ever written.
WORKDIR /var/lib/countersign
ENV COUNTERSIGN_LISTEN=0.0.0.0:8080 COUNTERSIGN_OPS_LISTEN=0.0.0.0:8081
EXPOSE 8080 8081
# Fits a worker, too: it answers at COUNTERSIGN_OPS_LISTEN.
HEALTHCHECK --interval=10s --timeout=10s --start-period=30s CMD ["/countersign", "healthcheck"]
# Requests get 8 s to end after SIGTERM, mail in hand 60 s: `docker stop --time 70`.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/countersign"]
CMD ["serve"]
