//! What can be typed: commands and the options that all of them share.

use crate::{cmd, failure::Exit, lang::Lang};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, process::ExitCode};

/// Everything typed.
#[derive(Debug, Parser)]
#[command(
    name = "guicheng",
    version,
    about = "规程：流程写成数据，照着办，查得清 · procedures as data: check them, run them, replay them",
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "退出码 · exit codes: 0 done; 1 findings, refused, failed, differs; 2 usage or unreadable; 3 internal"
)]
pub(crate) struct Cli {
    /// Options of all commands.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Cmd,
}

/// Options of all commands.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The file that holds the cases.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "个案存放的文件；不写时看 GUICHENG_STORE，再不然是 guicheng.db · the file that holds the cases"
    )]
    pub(crate) store: Option<PathBuf>,
    /// 语言；不写时看环境 · language; from the environment if not given
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// 现在几时：`2026-12-02T02:13`、`02:13`、`+15m` · what time it is
    #[arg(long, global = true, value_name = "T", allow_hyphen_values = true)]
    pub(crate) now: Option<String>,
    /// 谁在看；写了，就按组织里的权限给他看 · who reads: then only what the organisation's permissions let them read
    #[arg(long, global = true, value_name = "PERSON")]
    pub(crate) reader: Option<String>,
    /// 输出的样子 · form of the output
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

/// The form of the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// For programs: stable, with a schema id.
    Json,
    /// Findings for code scanning tools (only `check`).
    Sarif,
    /// Findings as annotations of a build (only `check`).
    Github,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Cmd {
    /// 检查流程文件，一次列出所有问题 · check procedure files, all findings at once
    Check(cmd::check::Check),
    /// 给编辑器用的语言服务（标准输入输出） · the language server, over standard input and output
    Lsp(cmd::lsp::Lsp),
    /// 起一个新规程，连同测试 · begin a procedure, with its scenarios
    New(cmd::new::New),
    /// 给编辑器用的 JSON Schema：规程、组织、日历、条款、测试 · JSON Schemas for editors, of every kind of file
    Schema(cmd::schema::Schema),
    /// 排好版面，注释和内容不动 · lay files out, comments and data untouched
    Fmt(cmd::fmt::Fmt),
    /// 一个检查结果的代码是什么意思、怎样改 · what the code of a finding means, and how to mend it
    Explain(cmd::explain::Explain),
    /// 跑测试文件，列出覆盖情况 · run scenario files, show coverage
    Test(cmd::test::Test),
    /// 画图：提纲、SVG、DOT、Mermaid、BPMN、PNML · draw a procedure
    Draw(cmd::draw::Draw),
    /// 在虚拟时钟上亲手走一遍 · walk a case by hand on a virtual clock
    Try(cmd::r#try::Try),
    /// 演一遍急救之夜 · play the night of the emergency
    Demo(cmd::demo::Demo),
    /// 开一个个案 · open a case
    Open(cmd::open::Open),
    /// 办一步，或做一个动作 · do a step, or an act
    Do(Box<cmd::r#do::Do>),
    /// 某人手上和可领的事 · what a person has and may take up
    Todo(cmd::todo::Todo),
    /// 列出个案 · list cases
    Cases(cmd::cases::Cases),
    /// 看一个个案：谁要做什么，几时以前 · a case: who has to do what, and by when
    Show(cmd::show::Show),
    /// 登记表：写过的个案一行一件，个人信息照规程遮住 · a register, a row for each case that wrote it, masked
    Register(cmd::register::Register),
    /// 签字交接的值守在谁手上；定第一个值守的人 · who has a signed duty; set its first holder
    Duty(cmd::duty::Duties),
    /// 让到时的都触发 · fire everything that is due
    Tick(cmd::tick::Tick),
    /// 一个个案的经过 · the timeline of a case
    History(cmd::history::History),
    /// 照当时的版本重新判一遍，看是否相同 · decide a history again and compare
    Replay(cmd::replay::Replay),
    /// 一条记录为什么是这样 · why a record stands
    Why(cmd::why::WhyArgs),
    /// 一个步骤为什么没有办 · why a step is not done
    WhyNot(cmd::why_not::WhyNot),
    /// 某一刻个案是什么样子 · how a case stood at an instant
    AsOf(cmd::as_of::AsOf),
    /// 违反与偏离，附条款、记录和人 · breaches and deviations, with clause, records and people
    Report(cmd::report::Report),
    /// 导出给流程挖掘工具：XES、OCEL、CSV、原样记录 · histories for mining tools, without anything personal
    Export(cmd::export::Export),
    /// 读一份外来的 XES 事件日志：统计、改写、画图，不进库 · read a foreign XES log: count it, write it, draw it; it never enters the store
    Import(cmd::import::Import),
    /// 签检查点的密钥：造、看、换 · the key that signs checkpoints
    Key(cmd::key::KeyArgs),
    /// 给全部记录签一个检查点 · sign a checkpoint over all records
    Checkpoint(cmd::checkpoint::CheckpointArgs),
    /// 一个个案的证据包，别人能自己核对 · the evidence of a case, for a stranger to check
    Pack(cmd::pack::Pack),
    /// 核对个案文件，或一个证据包 · check the store, or a pack
    Verify(cmd::verify::Verify),
    /// 看个人信息：要用途和第二个人 · see personal values: a purpose and a second person
    Disclose(cmd::disclose::Disclose),
    /// 删除个人信息：要依据和两个人 · erase personal values: a ground and two people
    Erase(cmd::erase::Erase),
    /// 发布新版本：一人写，一人批 · publish a version: one writes, another approves
    Publish(cmd::publish::Publish),
    /// 有哪些版本，各有多少个案 · versions, and how many cases are on each
    Versions(cmd::versions::Versions),
    /// 把个案迁到另一版本或新日历 · move cases to another version, or to newer calendars
    Migrate(cmd::migrate::Migrate),
    /// 两个版本差在哪里，一句句说 · what differs between two versions, in sentences
    Diff(cmd::diff::Diff),
    /// 若照新版本：以往的个案会怎样 · past cases under a new version
    Whatif(cmd::whatif::WhatIf),
    /// 备份 · write a checked copy of the store
    Backup(cmd::backup::Backup),
    /// 从备份恢复 · make a store out of a backup
    Restore(cmd::restore::Restore),
    /// 命令补全脚本 · a completion script for a shell
    Completions(cmd::completions::Completions),
}

/// Reads the command line; help, version and mistakes are answered here.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| {
        let shown = error.print();
        match (error.use_stderr(), shown) {
            (true, _) => Exit::Usage.into(),
            (false, _) => Exit::Done.into(),
        }
    })
}

/// The command line as clap sees it, for completions.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}
