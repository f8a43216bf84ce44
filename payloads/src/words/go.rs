//! Where Go comes from: recipes, proxies, mirrors, archives, the checksum database.

use super::catalogue;

catalogue! {
    recipe_malformed(file) { en: "the recipe {file} is malformed", zh: "配方文件 {file} 格式有误" }
    database_signer(name) { en: "the tree head of {name} is not signed by its published key", zh: "{name} 的树头不是由其公布的密钥签名的" }
    database_signature(name) { en: "the signature of the tree head of {name} does not hold", zh: "{name} 的树头签名无效" }
    database_proof(name) { en: "the record is not in the tree that {name} signed", zh: "该记录不在 {name} 所签名的树中" }
}
