//! The binary: the door to `countersign::cli`, and an allocator. That of the system takes a seventh of the processor time
//! of a session check, musl's much more.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    countersign::cli::main()
}
