//! The binary: nothing but the door to `countersign::cli`.

fn main() -> std::process::ExitCode {
    countersign::cli::main()
}
