//! Being stopped.

use super::catalogue;

catalogue! {
    stopped(signal) { en: "stopped by {signal}", zh: "被信号 {signal} 中止" }
}
