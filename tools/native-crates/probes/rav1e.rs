---
[package.metadata.probe]
prints = 'rav1e \d+ bytes'

[dependencies]
rav1e = { version = "0.8", default-features = false, features = ["asm"] }
---
use rav1e::prelude::*;

fn main() {
    let encoder = EncoderConfig { width: 64, height: 64, speed_settings: SpeedSettings::from_preset(10), ..Default::default() };
    let mut context: Context<u8> = Config::new().with_encoder_config(encoder).with_threads(1).new_context().unwrap();
    context.send_frame(context.new_frame()).unwrap();
    context.flush();
    let packet = loop {
        match context.receive_packet() {
            Ok(packet) => break packet,
            Err(EncoderStatus::Encoded) => (),
            Err(error) => panic!("{error}"),
        }
    };
    println!("rav1e {} bytes", packet.data.len());
}
